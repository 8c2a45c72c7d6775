import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import yazl from "yazl";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { listImportFiles } from "./list-import-files.ts";
import { listImports } from "./list-imports.ts";
import { processFile } from "./process-file.ts";
import { readImport } from "./read-import.ts";
import { receiveFile } from "./receive-file.ts";
import { reportImport } from "./report-import.ts";
import { steerImport } from "./steer-import.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

let told = 0;
const chat = (steps = 1) => {
  told += 1;
  const turn = [
    { role: "user", content: `How many cups, ${told}?` },
    { role: "assistant", content: "Twelve. ".repeat(200) },
  ];
  return JSON.stringify({ messages: Array.from({ length: steps }, () => turn).flat() });
};

async function send(files: Record<string, string | Buffer>, importId = studio.operator().newId()) {
  const ids: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const bytes = Readable.from([Buffer.from(content)]);
    const { file } = await receiveFile(studio.operator(), { project: studio.project, name, importId, bytes });
    ids.push(file.id);
  }
  return { importId, ids, place: { project: studio.project, importId } };
}

const read = (fileId: string) => processFile(studio.operator(), { projectId: studio.projectId, fileId });
const jobsOf = async () => {
  const rows = await studio.db.prisma.$queryRaw<
    { key: string }[]
  >`SELECT "key" FROM graphile_worker.jobs WHERE "key" IS NOT NULL`;
  return rows.map(({ key }) => key);
};
async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

describe("an import", () => {
  it("that is paused reads nothing new, and goes on where it stood when it is resumed", async () => {
    const { ids, place } = await send({ "a.jsonl": chat(), "b.jsonl": chat() });
    await read(ids[0] ?? "");
    const paused = await steerImport(studio.operator(), { ...place, state: "paused" });
    expect([paused.state, paused.counts.stored, paused.counts.inProgress]).toEqual(["paused", 1, 1]);
    expect((await read(ids[1] ?? "")).status).toBe("received");
    await studio.db.prisma.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    await steerImport(studio.operator(), { ...place, state: "running" });
    expect(await jobsOf()).toEqual([`import-file:${ids[1]}`]);
    expect((await read(ids[1] ?? "")).status).toBe("stored");
    expect(await readImport(studio.operator(), place)).toMatchObject({ runs: 2, steps: 4, formats: [{ files: 2 }] });
  });

  it("that is paused while a file is read puts it down, and leaves nothing staged", async () => {
    const { ids, place } = await send({ "long.jsonl": chat(4000) });
    const context = studio.operator();
    let isPaused = false;
    const files = {
      ...context.files,
      read: (...args: Parameters<typeof context.files.read>) => {
        const bytes = context.files.read(...args);
        return (async function* () {
          for await (const chunk of bytes) {
            if (!isPaused && args[1] === undefined) {
              isPaused = true;
              await steerImport(studio.operator(), { ...place, state: "paused" });
            }
            yield chunk;
          }
        })();
      },
    };
    const put = await processFile({ ...context, files }, { projectId: studio.projectId, fileId: ids[0] ?? "" });
    expect([put.status, put.readBytes]).toEqual(["received", 0]);
    expect(await studio.db.prisma.trajectoryRevision.count({ where: { isPublished: false } })).toBe(0);
    await steerImport(studio.operator(), { ...place, state: "running" });
    expect((await read(ids[0] ?? "")).status).toBe("stored");
  });

  it("that is cancelled keeps what it stored, says of the rest why, and forgets its bytes", async () => {
    const { ids, place, importId } = await send({ "c.jsonl": chat(), "d.jsonl": chat() });
    await read(ids[0] ?? "");
    const { sha256 } = await studio.db.prisma.importFile.findFirstOrThrow({ where: { id: ids[1] ?? "" } });
    await steerImport(studio.operator(), { ...place, state: "cancelled" });
    const put = await read(ids[1] ?? "");
    expect([put.status, put.problems[0]?.code]).toEqual(["rejected", "cancelled"]);
    expect(await studio.db.prisma.rawPack.count({ where: { sha256 } })).toBe(0);
    expect((await readImport(studio.operator(), place)).counts).toMatchObject({
      files: 2,
      stored: 1,
      rejected: 1,
      inProgress: 0,
    });
    await expect(send({ "late.jsonl": chat() }, importId)).rejects.toThrow(/takes no more files/);
    await expect(steerImport(studio.operator(), { ...place, state: "running" })).rejects.toThrow(/was cancelled/);
  });

  it("of an archive stops taking files out of it when it is cancelled", async () => {
    const zip = new yazl.ZipFile();
    for (const name of ["x", "y", "z"]) zip.addBuffer(Buffer.from(chat()), `${name}.jsonl`);
    zip.end();
    const parts: Buffer[] = [];
    for await (const part of zip.outputStream) parts.push(Buffer.from(part));
    const { ids, place } = await send({ "runs.zip": Buffer.concat(parts) });
    await steerImport(studio.operator(), { ...place, state: "cancelled" });
    expect((await read(ids[0] ?? "")).problems[0]?.code).toBe("cancelled");
    expect((await readImport(studio.operator(), place)).counts).toMatchObject({ files: 1, archives: 0, rejected: 1 });
  });
});

describe("the report of an import", () => {
  it("is paged and narrowed, in the order files came", async () => {
    const files = { "1.jsonl": chat(), "2.txt": "no run", "3.jsonl": chat(), "4.jsonl": "" };
    const { ids, place } = await send(files);
    for (const id of ids) await read(id);
    const first = await listImportFiles(studio.operator(), { ...place, limit: 3 });
    const rest = await listImportFiles(studio.operator(), { ...place, limit: 3, cursor: first.nextCursor ?? "" });
    expect([...first.files, ...rest.files].map(({ name }) => name)).toEqual(Object.keys(files));
    expect(rest.nextCursor).toBeNull();
    const names = async (filter: object) =>
      (await listImportFiles(studio.operator(), { ...place, ...filter })).files.map(({ name }) => name);
    expect(await names({ status: "stored" })).toEqual(["1.jsonl", "3.jsonl"]);
    expect(await names({ problem: "empty" })).toEqual(["4.jsonl"]);
    expect(await names({ q: "TXT" })).toEqual(["2.txt"]);
    expect(await names({ format: "openai-messages", q: "3" })).toEqual(["3.jsonl"]);
    expect(await names({ status: "in_progress" })).toEqual([]);
  });

  it("downloads as lines without loss and as a table that no spreadsheet runs", async () => {
    const { ids, place } = await send({ '=cmd|"x".jsonl': chat(), "plain.jsonl": chat() });
    for (const id of ids) await read(id);
    const lines = await reportImport(studio.operator(), { ...place, as: "jsonl" });
    const rows = (await textOf(lines.read()))
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(rows).toMatchObject([{ name: '=cmd|"x".jsonl', status: "stored" }, { name: "plain.jsonl" }]);
    const table = await reportImport(studio.operator(), { ...place, as: "csv", q: "cmd" });
    const text = await textOf(table.read());
    expect(text.split("\n")[1]).toMatch(/^"'=cmd\|""x""\.jsonl",stored,openai-messages,/);
    expect(text.trimEnd().split("\n")).toHaveLength(2);
  });

  it("is among those of its project, newest first, by pages", async () => {
    const { importId } = await send({ "newest.jsonl": chat() });
    const all = await listImports(studio.operator(), { project: studio.project });
    expect(all.imports[0]).toMatchObject({ importId, name: "newest.jsonl", actor: "operator" });
    const one = await listImports(studio.operator(), { project: studio.project, limit: 1 });
    const next = await listImports(studio.operator(), {
      project: studio.project,
      limit: 1,
      cursor: one.nextCursor ?? "",
    });
    expect([one, next].map(({ imports }) => imports[0]?.importId)).toEqual(
      all.imports.slice(0, 2).map((each) => each.importId),
    );
  });
});

describe("the database itself", () => {
  const settle = (id: string, data: object) =>
    studio.db.prisma.importFile.update({ where: { projectId_id: { projectId: studio.projectId, id } }, data });

  it("refuses counts that do not add up, ends that change, and rows that vanish", async () => {
    const { ids } = await send({ "law.jsonl": chat() });
    const id = ids[0] ?? "";
    const records = { stored: 1, skipped: 0, quarantined: 0 };
    const finishedAt = new Date();
    await expect(settle(id, { status: "stored", records, recordCount: 1, finishedAt })).rejects.toThrow(/stored_check/);
    const trajectories = [{ id, runId: "r", steps: 1, actions: 0 }];
    await expect(settle(id, { status: "stored", records, recordCount: 1, trajectories, finishedAt })).rejects.toThrow(
      /published runs/,
    );
    await expect(settle(id, { status: "stored", records, recordCount: 2, finishedAt })).rejects.toThrow(
      /records_add_up/,
    );
    await expect(settle(id, { status: "skipped", records, recordCount: 1, finishedAt })).rejects.toThrow(/is skipped/);
    await expect(settle(id, { status: "rejected" })).rejects.toThrow(/finished_check/);
    await read(id);
    await expect(settle(id, { status: "received", finishedAt: null })).rejects.toThrow(/cannot become/);
    await expect(studio.db.prisma.importFile.deleteMany({ where: { id } })).rejects.toThrow(/never deleted/);
  });
});
