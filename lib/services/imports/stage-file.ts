import { z } from "zod";
import type { ImportFile } from "../../db/generated/client.ts";
import type { ImportProblem, ReadingPlace } from "../../domain/record/import-outcome.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import type { Importer } from "../../importers/importer.ts";
import type { Context } from "../context.ts";
import { RunStager } from "./stage-run.ts";
import type { ResumePoint } from "./staged-facts.ts";
import type { StepCopier } from "./step-copier.ts";

/** Facts recorded around a run, as pairs. */
export const Capture = z.array(z.tuple([z.string(), z.string()]));
export type Capture = z.infer<typeof Capture>;

/** Problems kept per file; the rest is counted in the last one. */
const MAX_PROBLEMS = 200;

/** `bytes` begin where `point` is; `isResumable` notes on the file where an interrupted reading may go on. */
type Staging = {
  ctx: Context;
  row: ImportFile;
  importer: Importer;
  copier: StepCopier;
  bytes: AsyncIterable<Uint8Array>;
  point?: ResumePoint | null;
  isResumable?: boolean;
};

export type StagedFile = {
  runCount: number;
  /** What is wrong with the file as a whole; notes are not in it. */
  fileProblems: ImportProblem[];
  problems: ImportProblem[];
  failedRecords: number;
  recordCount: number;
};

/** Streams the bytes of a file through an importer and stages every run in it. Nothing it stages is visible yet. */
export async function stageFile(staging: Staging): Promise<StagedFile> {
  const { ctx, row, importer, copier, bytes, point = null, isResumable = false } = staging;
  const listed = new ProblemList(point);
  const fileProblems = [...(point?.fileProblems ?? [])];
  let { runs, failedRecords, recordCount } = point ?? { runs: 0, failedRecords: 0, recordCount: 0 };
  let stager: RunStager | null = null;
  const parser = { importer: importer.id, parserVersion: importer.version };
  const source = { projectId: row.projectId, importFileId: row.id, rawSha256: [row.sha256], ...parser };
  const begin = () => new RunStager(ctx, copier, source);
  const boundary = (place: ReadingPlace) =>
    copier.mark({ ...parser, place, runs, failedRecords, recordCount, fileProblems, ...listed.state() });
  const from = point?.place ?? null;
  for await (const outcome of importer.read(bytes, { name: row.name, from, ...(isResumable ? { boundary } : {}) })) {
    if (outcome.type === "run" || outcome.type === "failed-record") recordCount += 1;
    switch (outcome.type) {
      case "problem":
        listed.add(outcome.problem);
        if (outcome.problem.severity !== "note") fileProblems.push(outcome.problem);
        break;
      case "failed-record":
        listed.add(outcome.problem);
        failedRecords += 1;
        stager = null; // what was staged of it is never finished, and swept with the file
        break;
      case "step":
        stager ??= begin();
        await stager.add(outcome.step);
        break;
      case "run":
        stager ??= begin();
        stager.finish(withCapture(outcome.run, row), runs, outcome.record);
        runs += 1;
        stager = null;
    }
  }
  return { runCount: runs, fileProblems, problems: listed.problems(), failedRecords, recordCount };
}

/** What was recorded around the run while it ran stands behind what the run says of itself. */
function withCapture(run: ParsedRun, { capture }: ImportFile): ParsedRun {
  return capture === null ? run : { ...run, environment: [...run.environment, ...Capture.parse(JSON.parse(capture))] };
}

/** The first problems of a file; the rest is counted in the last one. */
class ProblemList {
  #listed: readonly ImportProblem[];
  #unlisted: number;

  constructor(point: ResumePoint | null) {
    this.#listed = point?.problems ?? [];
    this.#unlisted = point?.unlisted ?? 0;
  }

  add(problem: ImportProblem): void {
    if (this.#listed.length < MAX_PROBLEMS) this.#listed = [...this.#listed, storable(problem)];
    else this.#unlisted += 1;
  }

  /** As it is now, whatever is added later. */
  state(): Pick<ResumePoint, "problems" | "unlisted"> {
    return { problems: [...this.#listed], unlisted: this.#unlisted };
  }

  problems(): ImportProblem[] {
    if (this.#unlisted === 0) return [...this.#listed];
    const message = `${this.#unlisted} more problems of this file are not listed.`;
    return [
      ...this.#listed,
      { severity: "note", code: "more-problems", message, line: null, path: null, byteOffset: null },
    ];
  }
}

export function storable(problem: ImportProblem): ImportProblem {
  return {
    ...problem,
    message: toStorable(problem.message).text,
    path: problem.path === null ? null : toStorable(problem.path).text,
  };
}
