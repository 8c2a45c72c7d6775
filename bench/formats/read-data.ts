import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { ArchiveFault } from "../../lib/archives/archive.ts";
import { openArchive } from "../../lib/archives/open-archive.ts";
import { ARCHIVE_HEAD_BYTES, sniffArchive } from "../../lib/archives/sniff-archive.ts";
import { byCodeUnit } from "../../lib/exporters/json-text.ts";
import { HEAD_BYTES } from "../../lib/importers/importer.ts";
import { detect, explainUnknown } from "../../lib/importers/registry.ts";
import { readVerification } from "../../lib/importers/verification/read-verification.ts";

/** What one file gave; `reason` says why it is no run, and is null where it is one. */
export type FileReading = {
  name: string;
  formatId: string | null;
  runs: number;
  steps: number;
  actions: number;
  unknownRecords: number;
  seconds: number;
  reason: string | null;
};

/** Notes on where the files come from; they are no material. */
const ABOUT = /(?:^|\/)(?:SOURCE\.txt$|LICENSES\/)/;

/** Every file below a folder but the notes about them, by name; a bundle is read as the files in it. */
export async function* readData(folder: string): AsyncGenerator<FileReading> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files.toSorted(byCodeUnit)) {
    const name = path.relative(folder, file).split(path.sep).join("/");
    if (!ABOUT.test(name)) yield await readOne(file, name);
  }
}

async function readOne(file: string, name: string): Promise<FileReading> {
  const kind = sniffArchive(await headOf(file, ARCHIVE_HEAD_BYTES));
  if (kind === null) return readStream(() => createReadStream(file), await headOf(file, HEAD_BYTES), name);
  const { size: sizeBytes } = await stat(file);
  const read = (range?: { start: number; end: number }) =>
    createReadStream(file, range ? { start: range.start, end: range.end - 1 } : {});
  const parts: FileReading[] = [];
  try {
    for await (const entry of openArchive(kind, { sizeBytes, read }, name)) {
      if (entry.type === "refused") continue;
      const bytes = await wholeOf(entry.bytes);
      parts.push(await readStream(() => once(bytes), bytes.subarray(0, HEAD_BYTES), `${name}/${entry.name}`));
    }
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    parts.push(noRun(name, error.message, 0));
  }
  return joined(name, parts);
}

/** A bundle counts as one file of the format its runs are of; what is no run in it is of no account beside them. */
function joined(name: string, parts: readonly FileReading[]): FileReading {
  const runs = parts.filter(({ reason }) => reason === null);
  const sum = (of: (part: FileReading) => number) => parts.reduce((total, part) => total + of(part), 0);
  const seconds = sum((part) => part.seconds);
  const [first] = runs;
  if (!first) return noRun(name, parts[0]?.reason ?? "It is empty.", seconds);
  return {
    name,
    formatId: first.formatId,
    runs: sum((part) => part.runs),
    steps: sum((part) => part.steps),
    actions: sum((part) => part.actions),
    unknownRecords: sum((part) => part.unknownRecords),
    seconds,
    reason: null,
  };
}

async function readStream(
  bytes: () => AsyncIterable<Uint8Array>,
  head: Uint8Array,
  name: string,
): Promise<FileReading> {
  const begun = performance.now();
  const importer = detect(head, name);
  if (!importer) return noRun(name, await whyNot(bytes, name), secondsSince(begun));
  const counts = { runs: 0, steps: 0, actions: 0, unknownRecords: 0 };
  let reason: string | null = null;
  for await (const outcome of importer.read(bytes(), { name })) {
    if (outcome.type === "run") {
      const { stepCount, actionCount, unknownRecords } = outcome.run;
      counts.runs += 1;
      counts.steps += stepCount;
      counts.actions += actionCount;
      counts.unknownRecords += unknownRecords;
    }
    const isHeld = outcome.type === "problem" && outcome.problem.severity !== "note";
    if (isHeld || outcome.type === "failed-record") reason ??= outcome.problem.message;
  }
  const seconds = secondsSince(begun);
  if (counts.runs === 0) return noRun(name, `${importer.id}: ${reason ?? "it holds no run"}`, seconds);
  return { name, formatId: importer.id, ...counts, seconds, reason: null };
}

async function whyNot(bytes: () => AsyncIterable<Uint8Array>, name: string): Promise<string> {
  const said = readVerification(await wholeOf(bytes()), name);
  if (said) return "It is what a verifier said, and goes to its run.";
  const problems = await explainUnknown(bytes());
  return problems.find(({ severity }) => severity !== "note")?.message ?? "It is of no kind that is known.";
}

function noRun(name: string, reason: string, seconds: number): FileReading {
  return { name, formatId: null, runs: 0, steps: 0, actions: 0, unknownRecords: 0, seconds, reason };
}

function secondsSince(begun: number): number {
  return (performance.now() - begun) / 1000;
}

async function headOf(file: string, size: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function wholeOf(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
