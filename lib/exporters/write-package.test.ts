import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Profile } from "./profile.ts";
import type { ExportRecord } from "./record.ts";
import { SAMPLE_MARKS, sampleRecord, sampleStep, streamOf } from "./sample-record.ts";
import { studioFull } from "./studio-full.ts";
import { type PackageJob, writePackage } from "./write-package.ts";

const RECEIPT = {
  exportId: "e1",
  createdAt: "2026-11-20T10:00:00.000Z",
  actor: { kind: "system", id: "operator" },
  auditHead: null,
};

const DATASET = { name: "carts", version: 3, sha256: "d".repeat(64) };

async function write(records: ExportRecord[], profile: Profile = studioFull, change: Partial<PackageJob> = {}) {
  const files = new Map<string, string>();
  const result = await writePackage({
    profile,
    dataset: DATASET,
    records: streamOf(...records),
    receipt: async () => RECEIPT,
    put: async (name, bytes) => {
      const parts: Uint8Array[] = [];
      for await (const part of bytes) parts.push(part);
      const all = Buffer.concat(parts);
      files.set(name, all.toString("utf8"));
      return { sha256: createHash("sha256").update(all).digest("hex"), sizeBytes: all.length };
    },
    ...change,
  });
  return { files, result };
}

const runs = () => [sampleRecord("b", [sampleStep(0), sampleStep(1)]), sampleRecord("a", [], SAMPLE_MARKS)];

/** Turns away runs named "b", and loses something of all others. */
const picky: Profile = {
  ...studioFull,
  id: "picky",
  options: { isPicky: true },
  project: async (record) =>
    record.runKey === "b"
      ? { rejected: "no-answer" }
      : {
          rows: (async function* () {
            yield { text: streamOf("{}"), lossy: () => ["lanes", "lanes"] };
            yield { text: streamOf("[]"), lossy: () => [] };
          })(),
        },
};

describe("a package", () => {
  it("is the same bytes twice, but for the receipt", async () => {
    const first = await write(runs());
    const second = await write(runs(), studioFull, {
      receipt: async () => ({ ...RECEIPT, exportId: "e2", createdAt: "2027-01-01T00:00:00.000Z" }),
    });
    for (const name of ["data/studio-full.jsonl", "manifest.json", "SHA256SUMS"])
      expect(second.files.get(name)).toBe(first.files.get(name));
    expect(second.result.contentSha256).toBe(first.result.contentSha256);
    expect(second.files.get("receipt.json")).not.toBe(first.files.get("receipt.json"));
  });

  it("is summed in the way sha256sum -c reads", async () => {
    const { files, result } = await write(runs());
    const sha = (name: string) =>
      createHash("sha256")
        .update(files.get(name) ?? "")
        .digest("hex");
    expect(files.get("SHA256SUMS")).toBe(
      `${sha("data/studio-full.jsonl")}  data/studio-full.jsonl\n${sha("manifest.json")}  manifest.json\n`,
    );
    expect(result.contentSha256).toBe(sha("SHA256SUMS"));
  });

  it("says nothing in its manifest of when, where or by whom", async () => {
    const { files } = await write(runs());
    const bytes = Buffer.byteLength(files.get("data/studio-full.jsonl") ?? "");
    const sha256 = createHash("sha256")
      .update(files.get("data/studio-full.jsonl") ?? "")
      .digest("hex");
    const revision = '{"importer":"swe-agent","number":1,"parserVersion":"1","rawSha256":["SHA"]}';
    expect((files.get("manifest.json") ?? "").replaceAll("a".repeat(64), "SHA")).toBe(
      `{"dataset":{"name":"carts","sha256":"${"d".repeat(64)}","version":3},"files":[{"bytes":${bytes},"name":"data/studio-full.jsonl","rows":2,"sha256":"${sha256}"}],"lossy":{},` +
        '"profile":{"id":"studio-full","options":{},"version":"2.0.0"},"records":{"selected":2,"written":2},"rejected":{},"rows":2,"schemaVersion":"2.0.0",' +
        `"selection":[{"redactions":0,"rejected":null,"revision":${revision},"runKey":"b","submissions":[]},` +
        `{"redactions":0,"rejected":null,"revision":${revision},"runKey":"a","submissions":[[1,"SHA"]]}]}\n`,
    );
  });

  it("leads back to the studio's own rows by its receipt", async () => {
    const { files, result } = await write(runs());
    expect(JSON.parse(files.get("receipt.json") ?? "")).toEqual({
      ...RECEIPT,
      contentSha256: result.contentSha256,
      lineage: [
        { runKey: "b", trajectoryId: "t-b", revisionId: "r-b" },
        { runKey: "a", trajectoryId: "t-a", revisionId: "r-a" },
      ],
    });
  });

  it("counts what was turned away and what was lost, and drops nothing silently", async () => {
    const { files, result } = await write(runs(), picky);
    expect(result).toMatchObject({ rows: 2, rejected: { "no-answer": 1 }, lossy: { lanes: 1 } });
    expect(files.get("data/picky.jsonl")).toBe("{}\n[]\n");
    const manifest = JSON.parse(files.get("manifest.json") ?? "");
    expect(manifest.records).toEqual({ selected: 2, written: 1 });
    expect(manifest.selection.map((entry: { rejected: string | null }) => entry.rejected)).toEqual(["no-answer", null]);
    expect(manifest.profile.options).toEqual({ isPicky: true });
  });

  it("is complete when no run was chosen", async () => {
    const { files, result } = await write([]);
    expect(result.rows).toBe(0);
    expect(files.get("data/studio-full.jsonl")).toBe("");
  });

  it("reports after each row and stops when told", async () => {
    const seen: number[] = [];
    await write(runs(), studioFull, { onProgress: async ({ rows }) => void seen.push(rows) });
    expect(seen.at(-1)).toBe(2);
    const stopped = write(runs(), studioFull, { onProgress: () => Promise.reject(new Error("stop")) });
    await expect(stopped).rejects.toThrow("stop");
  });
});
