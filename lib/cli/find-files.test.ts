import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findFiles } from "./find-files.ts";

let dir = "";
const at = (name: string) => path.join(dir, name);

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "runtape-find-"));
  await mkdir(at("runs/deep"), { recursive: true });
  for (const name of ["runs/b.traj", "runs/B.traj", "runs/deep/a.traj", "runs/ä.traj"]) await writeFile(at(name), "{}");
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe("finding files", () => {
  it("walks folders in one order everywhere and takes each file once", async () => {
    const found = await findFiles([at("runs"), at("runs/b.traj")], () => undefined);
    expect(found.map(({ name }) => name)).toEqual(["runs/B.traj", "runs/b.traj", "runs/deep/a.traj", "runs/ä.traj"]);
    expect(found[1]?.file).toBe(at("runs/b.traj"));
  });

  it("follows no symbolic link and says so", async () => {
    await symlink("/etc", at("runs/etc"));
    await symlink(at("runs/b.traj"), at("link"));
    const notes: string[] = [];
    const found = await findFiles([at("runs"), at("link")], (note) => notes.push(note));
    expect(found).toHaveLength(4);
    expect(notes).toEqual([
      expect.stringContaining("runs/etc is a symbolic link"),
      expect.stringContaining("link is a symbolic link"),
    ]);
  });

  it("names a path that is not there before anything is imported", async () => {
    const missing = findFiles([at("runs"), at("gone.traj")], () => undefined);
    await expect(missing).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("gone.traj is not there"),
    });
  });
});
