import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import yazl from "yazl";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { processFile } from "./process-file.ts";
import { listImportFiles } from "./list-import-files.ts";
import { readImport } from "./read-import.ts";
import { receiveFile } from "./receive-file.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio?.close());

const chat = (text: string) =>
  JSON.stringify({
    messages: [
      { role: "user", content: text },
      { role: "assistant", content: `${text}!` },
    ],
  });

async function zipOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of Readable.from(zip.outputStream)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

/** Receives an archive, reads it and what came out, and says what became of each. */
async function take(name: string, bytes: Buffer) {
  const { importId } = await receiveFile(studio.operator(), {
    project: studio.project,
    name,
    bytes: Readable.from([bytes]),
  });
  const { projectId } = studio;
  const place = { project: studio.project, importId, limit: 200 };
  const report = () => listImportFiles(studio.operator(), place);
  for (let waiting = true; waiting; ) {
    const { files } = await report();
    const open = files.filter(({ status }) => status === "received");
    for (const { id } of open) await processFile(studio.operator(), { projectId, fileId: id });
    waiting = open.length > 0;
  }
  const { files } = await report();
  const { counts } = await readImport(studio.operator(), { project: studio.project, importId });
  return { files, counts, told: files.map((file) => `${file.name} ${file.status}`), importId };
}

describe("an archive", () => {
  it("becomes the files it holds, each with its own end, and counts as they do", async () => {
    const bytes = await zipOf({
      "a/one.jsonl": chat("one"),
      "a/two.jsonl": `${chat("two")}\n${chat("three")}`,
      "README.md": "# no run",
      "empty.json": "",
      "inner.zip": await zipOf({ x: "y" }),
    });
    const { told, counts, files } = await take("runs.zip", bytes);
    expect(told.toSorted()).toEqual([
      "runs.zip unpacked",
      "runs.zip/README.md quarantined",
      "runs.zip/a/one.jsonl stored",
      "runs.zip/a/two.jsonl stored",
      "runs.zip/empty.json rejected",
      "runs.zip/inner.zip rejected",
    ]);
    expect(counts).toEqual({
      archives: 1,
      files: 5,
      stored: 2,
      attached: 0,
      skipped: 0,
      quarantined: 1,
      rejected: 2,
      inProgress: 0,
    });
    const archive = files.find(({ status }) => status === "unpacked");
    expect(new Set(files.filter((file) => file !== archive).map(({ archiveId }) => archiveId))).toEqual(
      new Set([archive?.id]),
    );
    // The archive's own bytes are not kept twice.
    const pack = await studio.db.prisma.rawPack.findMany({ where: { sha256: archive?.sha256 ?? "" } });
    expect(pack).toEqual([]);
  });

  it("skips what is here already, by the bytes of each file", async () => {
    const { told } = await take("again.zip", await zipOf({ "other.jsonl": chat("one"), "new.jsonl": chat("four") }));
    expect(told.toSorted()).toEqual([
      "again.zip unpacked",
      "again.zip/new.jsonl stored",
      "again.zip/other.jsonl skipped",
    ]);
  });

  it("that was unpacked half when the process died is taken up again without a double", async () => {
    const bytes = await zipOf({ "p.jsonl": chat("five"), "q.jsonl": chat("six") });
    const { projectId, project } = studio;
    const { file, importId } = await receiveFile(studio.operator(), {
      project,
      name: "cut.zip",
      bytes: Readable.from([bytes]),
    });
    const context = studio.operator();
    let puts = 0;
    const files = {
      ...context.files,
      put: (...args: Parameters<typeof context.files.put>) => {
        if ((puts += 1) === 2) throw new Error("killed");
        return context.files.put(...args);
      },
    };
    await expect(processFile({ ...context, files }, { projectId, fileId: file.id })).rejects.toThrow("killed");
    await processFile(studio.operator(), { projectId, fileId: file.id });
    const report = await listImportFiles(studio.operator(), { project, importId });
    expect(report.files.map(({ name }) => name).toSorted()).toEqual(["cut.zip", "cut.zip/p.jsonl", "cut.zip/q.jsonl"]);
  });

  it("of one packed file is that file", async () => {
    const { told } = await take("log.jsonl.gz", gzipSync(Buffer.from(chat("seven"))));
    expect(told.toSorted()).toEqual(["log.jsonl stored", "log.jsonl.gz unpacked"]);
  });

  it("that is a .eval of Inspect gives its samples, and keeps the rest apart", async () => {
    const messages = [{ role: "user", content: "How many cups?" }];
    const sample = { id: 1, epoch: 1, input: "How many cups?", target: "12", messages };
    const bytes = await zipOf({
      "header.json": JSON.stringify({ version: 2, status: "success", eval: { task: "stock" } }),
      "samples/1_epoch_1.json": JSON.stringify(sample),
    });
    const { files } = await take("stock.eval", bytes);
    expect(files.map(({ name, status, formatId }) => [name, status, formatId])).toEqual([
      ["stock.eval", "unpacked", "zip"],
      ["stock.eval/header.json", "quarantined", "inspect"],
      ["stock.eval/samples/1_epoch_1.json", "stored", "inspect"],
    ]);
    expect(files[1]?.problems[0]?.message).toMatch(/nor a log that holds one/);
  });

  it("that is damaged says so and how far it came", async () => {
    const whole = gzipSync(Buffer.from(chat("eight").repeat(50)), { level: 0 });
    const { files } = await take("cut.jsonl.gz", whole.subarray(0, 800));
    expect(files.map(({ name, status }) => [name, status])).toEqual([["cut.jsonl.gz", "quarantined"]]);
    expect(files[0]?.problems[0]?.message).toMatch(/damaged or cut off/);
  });

  it("made to fill a disk is rejected and leaves nothing", async () => {
    const { files } = await take("bomb.gz", gzipSync(Buffer.alloc(80 * 1024 * 1024)));
    expect(files.map(({ status, problems }) => [status, problems[0]?.code])).toEqual([["rejected", "too-large"]]);
  });
});
