import { createHash } from "node:crypto";
import type { ImportFileView } from "../../lib/api/contract/imports.ts";
import { STEP_FIELDS } from "../../lib/domain/record/step.ts";
import { restore } from "../../lib/domain/text/stand-ins.ts";
import { readStepTexts } from "../../lib/services/text/read-step-text.ts";
import type { Desk, Sent } from "./desk.ts";
import { ANSWER_MS, type Ending, type FileInput } from "./input.ts";
import { WORD } from "./runs.ts";

const PROTOTYPES = [Object.prototype, Function.prototype, Array.prototype, String.prototype, Promise.prototype];
const ownKeys = () => PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String).join()).join(";");
const AT_BOOT = ownKeys();

/** True while the prototypes that everything inherits from have the keys they had at the start. */
export function arePrototypesUntouched(): boolean {
  return ownKeys() === AT_BOOT;
}

/** Sends a file, and says everything about its end that is not as promised. The same holds when it is sent again. */
export async function checkInput(desk: Desk, input: FileInput): Promise<{ wrong: string[]; sha256: string }> {
  for (const { name, make } of input.before ?? []) await desk.send(name, make());
  const before = await countRows(desk);
  const sent = await desk.send(input.name, await input.make());
  const after = await countRows(desk);
  const { expect } = input;
  const wrong = [
    ...wrongEnd(expect, sent),
    ...conservation(sent),
    ...wrongGrowth(expect, sent, before, after),
    ...(await wrongBytes(desk, sent)),
    ...(await wrongText(desk, expect, sent)),
    ...wrongSentences(sent.files),
  ];
  if (sent.answerMs > desk.patience * (input.withinMs ?? ANSWER_MS)) wrong.push(`took ${Math.round(sent.answerMs)} ms`);
  if (!arePrototypesUntouched()) wrong.push("a prototype changed");
  if (!input.isLong) wrong.push(...(await wrongRepeat(desk, input, sent, after)));
  return { wrong, sha256: sent.sha256 };
}

/** The end of one row as the table names it. */
export function endOf({ status, problems }: ImportFileView): readonly [string, string | null] {
  const worst = problems.find(({ severity }) => severity !== "note");
  return [status, status === "stored" || status === "skipped" ? null : (worst?.code ?? null)];
}

function wrongEnd(expect: Ending, { status, files }: Sent): string[] {
  const [first, ...rest] = files;
  if (!first) return ["no row tells of it"];
  const reasons = first.problems.map(({ code, severity }) => `${severity} ${code}`);
  const got = `${first.status} (${reasons.join(", ")}) beside ${JSON.stringify(rest.map(endOf))}`;
  const says = (code: string) => code === "any" || first.problems.some((problem) => problem.code === code);
  const statusOf = expect.end === "rej" ? expect.status : 202;
  const wrong = status !== null && status !== statusOf ? [`answered with ${status}, not ${statusOf}`] : [];
  const beside = "beside" in expect ? (expect.beside ?? 0) : 0;
  const isEnd = (want: string, code?: string) =>
    first.status === want && rest.length === beside && (code === undefined || says(code));
  switch (expect.end) {
    case "keep": {
      if (!isEnd("stored", expect.note)) wrong.push(`is ${got}, not kept${expect.note ? ` with ${expect.note}` : ""}`);
      const { stored, skipped = 0, quarantined } = expect.records ?? { stored: 1, quarantined: 0 };
      const want = JSON.stringify({ stored, skipped, quarantined });
      const told =
        first.records &&
        JSON.stringify({
          stored: first.records.stored,
          skipped: first.records.skipped,
          quarantined: first.records.quarantined,
        });
      if (told !== want) wrong.push(`records ${told}, not ${want}`);
      return wrong;
    }
    case "skip":
      return isEnd("skipped") ? wrong : [...wrong, `is ${got}, not skipped`];
    case "quar": {
      const line = first.problems.find(({ code }) => code === expect.code)?.line;
      if (expect.line !== undefined && line !== expect.line) wrong.push(`tells of line ${line}, not ${expect.line}`);
      return isEnd("quarantined", expect.code) ? wrong : [...wrong, `is ${got}, not held back for ${expect.code}`];
    }
    case "rej":
      return isEnd("rejected", expect.code) ? wrong : [...wrong, `is ${got}, not refused for ${expect.code}`];
    case "open": {
      if (first.status !== "unpacked") wrong.push(`is ${got}, not unpacked`);
      const [told, want] = [JSON.stringify(rest.map(endOf)), JSON.stringify(expect.files)];
      return told === want ? wrong : [...wrong, `holds ${told}, not ${want}`];
    }
  }
}

/** Accepted = stored + attached + skipped + quarantined + rejected, for files and again for the records in them. */
function conservation({ files, counts }: Sent): string[] {
  const ends = counts.stored + counts.attached + counts.skipped + counts.quarantined + counts.rejected;
  const wrong = counts.files === ends && counts.inProgress === 0 ? [] : ["counts of files do not reconcile"];
  if (files.length !== counts.files + counts.archives) wrong.push("files were lost");
  for (const { records, trajectories, status } of files) {
    if (status === "stored" && (!records || records.stored !== trajectories.length))
      wrong.push("records do not reconcile");
    if (status !== "stored" && status !== "skipped" && trajectories.length > 0)
      wrong.push("a run of a file that is not stored");
  }
  return wrong;
}

type Counts = { runs: number; audits: number; staged: number; files: number };

async function countRows({ db, projectId }: Desk): Promise<Counts> {
  const [runs, audits, staged, files] = await Promise.all([
    db.prisma.trajectory.count({ where: { projectId } }),
    db.prisma.auditRow.count({ where: { projectId, action: { in: ["receive-file", "process-import-file"] } } }),
    db.prisma.trajectoryRevision.count({ where: { projectId, isPublished: false } }),
    db.prisma.importFile.count({ where: { projectId } }),
  ]);
  return { runs, audits, staged, files };
}

/** New runs as said, one audit row for each thing that happened, and nothing half done. */
function wrongGrowth(expect: Ending, { files }: Sent, before: Counts, after: Counts): string[] {
  const opened = expect.end === "open" ? expect.files.filter(([status]) => status === "stored").length : 0;
  const adds = expect.end === "keep" ? (expect.adds ?? expect.records?.stored ?? 1) : opened;
  const wrong = after.runs - before.runs === adds ? [] : [`added ${after.runs - before.runs} runs, not ${adds}`];
  // A file is received once and, unless it was refused on arrival, read once.
  const read = files.filter(
    ({ readBytes, sizeBytes, status }) => status !== "rejected" || (readBytes === sizeBytes && sizeBytes > 0),
  ).length;
  if (after.audits - before.audits !== files.length + read)
    wrong.push(`wrote ${after.audits - before.audits} audit rows, not ${files.length + read}`);
  if (after.files - before.files !== files.length) wrong.push("rows of files were lost");
  if (after.staged > before.staged) wrong.push("half a run was left behind");
  return wrong;
}

/** Kept bytes are the bytes that were sent; of what is refused or opened, nothing is kept. */
async function wrongBytes({ db, projectId, operator }: Desk, { sha256, files }: Sent): Promise<string[]> {
  const pack = await db.prisma.rawPack.findUnique({ where: { projectId_sha256: { projectId, sha256 } } });
  const [first] = files;
  const isKept = first?.status === "stored" || first?.status === "skipped" || first?.status === "quarantined";
  if (first?.sha256 !== sha256) return ["other bytes arrived than were sent"];
  if (!isKept) return pack ? ["its bytes were kept although it was refused"] : [];
  if (!pack) return ["its bytes were not kept"];
  const hash = createHash("sha256");
  for await (const part of operator().files.read(pack.fileKey)) hash.update(part);
  return hash.digest("hex") === sha256 ? [] : ["its bytes were kept changed"];
}

/** Some field of the run says the text, with what no column can hold put back. */
async function wrongText({ db, operator }: Desk, expect: Ending, { files }: Sent): Promise<string[]> {
  const trajectoryId = files[0]?.trajectories[0]?.id;
  if (expect.end !== "keep" || expect.says === undefined) return [];
  if (!trajectoryId) return ["there is no run to look at"];
  const run = await db.prisma.trajectory.findUniqueOrThrow({ where: { id: trajectoryId } });
  const ref = { trajectoryId, revisionId: run.currentRevisionId };
  const steps = await readStepTexts(
    operator(),
    ref,
    { from: 0, to: 10 },
    { clampUnits: null, reader: { kind: "scanner" } },
  );
  const texts = steps.flatMap((step) => STEP_FIELDS.map((field) => step[field]));
  if (texts.some((text) => text && !text.text.isWellFormed())) return ["a text that is not well formed is sent out"];
  const { says } = expect;
  return texts.some((text) => text && restore(text.text, text.standIns).includes(says))
    ? []
    : ["its text is not the one of the file"];
}

/** Problems are sentences that a person reads, and quote nothing of the file. */
function wrongSentences(files: readonly ImportFileView[]): string[] {
  const problems = files.flatMap((file) => file.problems);
  const odd = problems.filter(
    ({ message, path }) => !/^[A-Z`\d].*\.$/s.test(message) || `${message}${path}`.includes(WORD),
  );
  return odd.map(({ code }) => `the message of ${code} is no sentence, or quotes the file`);
}

/** The same bytes have the same answer, and add nothing. */
async function wrongRepeat(desk: Desk, input: FileInput, sent: Sent, before: Counts): Promise<string[]> {
  const again = await desk.send(input.name, await input.make());
  const isSeen = (end: readonly [string, string | null]) => (end[0] === "stored" ? ["skipped", null] : end);
  const [told, want] = [again, sent].map(({ files }, at) =>
    JSON.stringify(files.map(endOf).map((end) => (at === 1 ? isSeen(end) : end))),
  );
  const wrong = told === want ? [] : [`sent again it is ${told}, not ${want}`];
  if (again.sha256 !== sent.sha256) wrong.push("the generator gives other bytes each time");
  if (again.status !== sent.status) wrong.push(`sent again it is answered with ${again.status}`);
  if ((await countRows(desk)).runs !== before.runs) wrong.push("sent again it adds runs");
  return wrong;
}
