import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyFolder } from "../../exporters/verify.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { exportToFolder } from "./export-to-folder.ts";
import { hardRun } from "./hard-run.ts";
import { openDownload } from "./open-download.ts";

let studio: TestStudio;
let folder: string;
const at = (name: string) => path.join(folder, name);
const write = (name: string, dataset = "all") =>
  exportToFolder(studio.operator(), { projectId: studio.projectId, profile: "studio-full", dataset, dir: at(name) });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "runtape-export-"));
  studio = await openTestStudio();
  await studio.importFile("b.traj", hardRun("b"));
  await studio.importFile("a.traj", hardRun("a"));
  await studio.freeze();
});
afterAll(async () => {
  await studio?.close();
  await rm(folder, { recursive: true, force: true });
});

describe("an export to a folder", () => {
  it("is whole, verifies, and is the same bytes twice but for the receipt", async () => {
    await mkdir(at("first"));
    const [first, second] = [await write("first"), await write("second")];
    expect(first).toMatchObject({ rows: 2, profile: "studio-full", dir: at("first") });
    expect(second.contentSha256).toBe(first.contentSha256);
    expect(await verifyFolder(at("first"))).toMatchObject({ faults: [], rows: 2, contentSha256: first.contentSha256 });
    for (const name of ["data/studio-full.jsonl", "manifest.json", "SHA256SUMS"])
      expect((await readFile(path.join(at("first"), name))).equals(await readFile(path.join(at("second"), name)))).toBe(
        true,
      );
    expect((await readdir(folder)).toSorted()).toEqual(["first", "second"]);
  });

  it("is the same bytes in another studio that took the same files in another order", async () => {
    const other = await openTestStudio();
    try {
      await other.importFile("a.traj", hardRun("a"));
      await other.importFile("b.traj", hardRun("b"));
      await other.freeze();
      const there = await exportToFolder(other.operator(), {
        projectId: other.projectId,
        profile: "studio-full",
        dataset: "all",
        dir: at("other"),
      });
      expect(there.contentSha256).toBe((await write("here")).contentSha256);
    } finally {
      await other.close();
    }
  });

  it("takes a dataset by its name, or one of its versions, and says which there are", async () => {
    await studio.freeze();
    expect((await write("named", "all@1")).contentSha256).not.toBe((await write("newest")).contentSha256);
    await expect(write("nothing", "nobody's")).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("Known: all"),
    });
    expect(await readdir(folder)).not.toContain("nothing");
  });

  it("leaves a folder alone that has something in it", async () => {
    await mkdir(at("full"));
    await writeFile(path.join(at("full"), "mine.txt"), "mine");
    await expect(write("full")).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("is not empty"),
    });
    await writeFile(at("file"), "a file");
    await expect(write("file")).rejects.toMatchObject({ code: "invalid_input" });
    expect(await readdir(at("full"))).toEqual(["mine.txt"]);
    expect((await readdir(folder)).filter((name) => name.includes(".part-"))).toEqual([]);
  });

  it("leaves nothing behind when it fails", async () => {
    const context = studio.operator();
    const files = {
      ...studio.files,
      read: () => {
        throw new Error("disk gone");
      },
    };
    const attempt = exportToFolder(
      { ...context, files },
      { projectId: studio.projectId, profile: "studio-full", dataset: "all", dir: at("gone") },
    );
    await expect(attempt).rejects.toThrow("disk gone");
    expect((await readdir(folder)).filter((name) => name.startsWith("gone"))).toEqual([]);
  });

  it("is on record, audited, and not there to be downloaded", async () => {
    const { exportId, contentSha256 } = await write("recorded");
    const row = await studio.db.prisma.export.findFirstOrThrow({ where: { id: exportId } });
    expect(row).toMatchObject({ status: "finished", actorId: "operator", contentSha256 });
    expect(await studio.db.prisma.auditRow.count({ where: { subject: exportId, projectId: studio.projectId } })).toBe(
      1,
    );
    await expect(openDownload(studio.operator(), { project: studio.project, exportId })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("verifies wherever it is copied to", async () => {
    await write("original");
    await cp(at("original"), at("copy"), { recursive: true });
    expect((await verifyFolder(at("copy"))).faults).toEqual([]);
  });
});
