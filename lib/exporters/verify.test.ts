import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SAMPLE_MARKS, sampleRecord, sampleStep, streamOf } from "./sample-record.ts";
import { studioFull } from "./studio-full.ts";
import { verifyFolder } from "./verify.ts";
import { writePackage } from "./write-package.ts";

let dir = "";
const at = (name: string) => path.join(dir, name);
const DATA = "data/studio-full.jsonl";

beforeEach(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), "runtape-verify-"));
  await writePackage({
    profile: studioFull,
    dataset: { name: "carts", version: 1, sha256: "d".repeat(64) },
    records: streamOf(sampleRecord("a", [sampleStep(0)], SAMPLE_MARKS), sampleRecord("b", [sampleStep(0)])),
    receipt: async () => ({
      exportId: "e1",
      createdAt: "2026-11-20T10:00:00.000Z",
      actor: { kind: "system", id: "operator" },
      auditHead: null,
    }),
    put: async (name, bytes) => {
      const parts: Uint8Array[] = [];
      for await (const part of bytes) parts.push(part);
      const all = Buffer.concat(parts);
      await mkdir(path.dirname(at(name)), { recursive: true });
      await writeFile(at(name), all);
      return { sha256: createHash("sha256").update(all).digest("hex"), sizeBytes: all.length };
    },
  });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function edit(name: string, change: (text: string) => string) {
  await writeFile(at(name), change(await readFile(at(name), "utf8")));
}

async function faultsOf() {
  return (await verifyFolder(dir)).faults;
}

describe("verify", () => {
  it("finds nothing in an untouched folder", async () => {
    const result = await verifyFolder(dir);
    expect(result).toMatchObject({ faults: [], files: 4, rows: 2 });
    expect(result.contentSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("finds a flipped bit", async () => {
    const bytes = await readFile(at(DATA));
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(at(DATA), bytes);
    expect(await faultsOf()).toContain(`${DATA} was changed: its sha256 is not the one in SHA256SUMS.`);
  });

  it("finds rows that were cut off", async () => {
    await truncate(at(DATA), 50);
    expect(await faultsOf()).toEqual(
      expect.arrayContaining([
        expect.stringContaining("has 50 bytes; manifest.json says"),
        `${DATA} has 0 rows; manifest.json says 2.`,
        `${DATA} ends in the middle of a row.`,
      ]),
    );
  });

  it.each(["manifest.json", "SHA256SUMS", "receipt.json", DATA])("misses %s once", async (name) => {
    await rm(at(name));
    const faults = await faultsOf();
    expect(faults.filter((fault) => fault === `${name} is missing.`)).toHaveLength(1);
  });

  it("finds what does not belong", async () => {
    await writeFile(at("data/extra.jsonl"), "{}\n");
    await symlink("/etc/hostname", at("link"));
    expect(await faultsOf()).toEqual([
      "link is not a regular file.",
      "data/extra.jsonl does not belong to this export: SHA256SUMS does not list it.",
    ]);
  });

  it("finds sums that were made to fit", async () => {
    await edit(DATA, (text) => text.replace("run", "ran"));
    const sha256 = createHash("sha256")
      .update(await readFile(at(DATA)))
      .digest("hex");
    await edit("SHA256SUMS", (text) => text.replace(/^[0-9a-f]{64}(?= {2}data)/, sha256));
    expect(await faultsOf()).toEqual([
      `${DATA} has another sha256 than manifest.json says.`,
      "receipt.json was written for another export: its contentSha256 is not the sha256 of SHA256SUMS.",
    ]);
  });

  it("finds counts that do not reconcile", async () => {
    await edit("manifest.json", (text) => text.replace('"selected":2', '"selected":3'));
    expect(await faultsOf()).toEqual(
      expect.arrayContaining([
        "manifest.json does not reconcile: 3 selected, 2 written, 0 rejected.",
        "manifest.json names 2 runs and counts 3.",
      ]),
    );
  });

  it("reads nothing outside the folder, whatever the sums say", async () => {
    await edit("SHA256SUMS", (text) => `${text}${"0".repeat(64)}  ../../etc/passwd\nrubbish\n`);
    expect(await faultsOf()).toEqual(
      expect.arrayContaining([
        "Line 3 of SHA256SUMS is not a hash and a file name.",
        "Line 4 of SHA256SUMS is not a hash and a file name.",
      ]),
    );
  });

  it("names a folder that is not there", async () => {
    await expect(verifyFolder(at("nowhere"))).rejects.toThrow(/nowhere is not a folder that can be read \(ENOENT\)/);
  });
});
