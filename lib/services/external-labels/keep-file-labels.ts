import type { LabelReport } from "../../api/contract/annotations.ts";
import type { Tx } from "../../db/client.ts";
import type { ExternalLabel } from "../../domain/labels/external-label.ts";
import { inconsistenciesOf } from "../../domain/labels/inconsistencies.ts";
import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import { readLabels } from "../../importers/labels/read-labels.ts";
import type { Context } from "../context.ts";
import type { Commit } from "../verb.ts";
import { externalAuthor, keepLabels } from "./keep-labels.ts";
import { type FoundRun, RunFinder } from "./find-run.ts";
import { RunPlaces } from "./run-places.ts";

type Committing = { ctx: Context; commit: Commit };
type Located = { label: ExternalLabel; line: number | null };
type File = { projectId: string; name: string; bytes: AsyncIterable<Uint8Array>; format: string };

/** Longest that the labels of one run may take, and each of them. */
const KEEP_MS = 60_000;
const KEEP_LABEL_MS = 10;

/** Problems told of one file; there may be one for each of a million labels. */
const MAX_PROBLEMS = 200;

/**
 * Keeps every label of a file, a run at a time, each run's labels all or none. What cannot be kept is told with its
 * line; what is kept and does not fit its run is kept and told too. The same file again changes nothing.
 */
export async function keepFileLabels({ ctx, commit }: Committing, file: File): Promise<LabelReport> {
  const book = new Book(file.format);
  const finder = new RunFinder(ctx, file.projectId);
  const byRun = new Map<string, Located[]>();
  for await (const read of readLabels(file.bytes, file.name)) {
    if (read.type === "problem") book.tell(read.problem);
    else {
      book.report.labels += 1;
      const run = JSON.stringify(read.label.run);
      const located = { label: read.label, line: read.sourceLine };
      const known = byRun.get(run);
      if (known) known.push(located);
      else byRun.set(run, [located]);
    }
  }
  for (const located of byRun.values())
    await commit(
      async (tx) => {
        const ref = await keepRun(tx, ctx, { finder, projectId: file.projectId }, located, book);
        const audit = ref === null ? null : { subject: ref, details: { labels: located.length, format: file.format } };
        return { reply: null, audit };
      },
      { timeoutMs: KEEP_MS + located.length * KEEP_LABEL_MS },
    );
  return book.report;
}

async function keepRun(
  tx: Tx,
  ctx: Context,
  { finder, projectId }: { finder: RunFinder; projectId: string },
  located: readonly Located[],
  book: Book,
): Promise<string | null> {
  const [first] = located;
  if (!first) return null;
  const found = await finder.find(tx, first.label.run);
  if ("reason" in found) {
    for (const { line } of located) book.fail(found.reason, REASONS[found.reason], line);
    return null;
  }
  const places = await RunPlaces.of(tx, ctx, projectId, found.ref);
  const shape = places.shape();
  const standing: Located[] = [];
  for (const each of located) {
    const anchor = await places.anchorOf(each.label.place);
    if (anchor === null) book.fail("no-place", NO_PLACE, each.line);
    else {
      standing.push(each);
      for (const sentence of inconsistenciesOf(each.label, shape)) book.note(sentence, each.line);
    }
  }
  for (const labels of byReview(standing)) {
    const { stored, unchanged, taxonomy } = await keepLabels(tx, ctx, projectId, places, labels);
    book.keep(labels, { stored, unchanged }, taxonomy);
  }
  if (standing.length > 0) book.touch(found.ref.trajectoryId);
  return found.ref.trajectoryId;
}

const REASONS: Record<Extract<FoundRun, { reason: string }>["reason"], string> = {
  "no-run": "speaks of a run that is not in this project. Import the run first, then the labels again",
  "several-runs": "may speak of several runs of this project. Name the run by its id",
};
const NO_PLACE = "names a place that its run does not have. Check whether its positions count from 0 or from 1";

/** One author in one taxonomy is one review. */
function byReview(located: readonly Located[]): [ExternalLabel, ...ExternalLabel[]][] {
  const reviews = new Map<string, [ExternalLabel, ...ExternalLabel[]]>();
  for (const { label } of located) {
    const key = `${externalAuthor(label)} ${label.taxonomy.version}`;
    const known = reviews.get(key);
    if (known) known.push(label);
    else reviews.set(key, [label]);
  }
  return [...reviews.values()];
}

/** Counts that add up, and what there is to tell. */
class Book {
  readonly report: LabelReport;
  readonly #authors = new Set<string>();
  readonly #runs = new Set<string>();

  constructor(format: string) {
    const counts = { labels: 0, stored: 0, unchanged: 0, failed: 0, runs: 0, authors: 0 };
    this.report = { format, ...counts, taxonomies: [], problems: [] };
  }

  keep(
    labels: readonly ExternalLabel[],
    { stored, unchanged }: { stored: number; unchanged: number },
    taxonomy: { id: string; semver: string },
  ): void {
    this.report.stored += stored;
    this.report.unchanged += unchanged;
    for (const label of labels) this.#authors.add(externalAuthor(label));
    this.report.authors = this.#authors.size;
    const isTold = this.report.taxonomies.some(({ id, semver }) => id === taxonomy.id && semver === taxonomy.semver);
    if (!isTold) this.report.taxonomies.push(taxonomy);
  }

  touch(trajectoryId: string): void {
    this.#runs.add(trajectoryId);
    this.report.runs = this.#runs.size;
  }

  fail(code: string, reason: string, line: number | null): void {
    this.report.failed += 1;
    this.tell({ ...NOWHERE, severity: "quarantine", code, message: `${placed(line)} ${reason}.`, line });
  }

  note(sentence: string, line: number | null): void {
    this.tell({
      ...NOWHERE,
      severity: "note",
      code: "inconsistent",
      message: `${placed(line)} is kept, and ${sentence}`,
      line,
    });
  }

  tell(problem: ImportProblem): void {
    const { problems } = this.report;
    if (problems.length < MAX_PROBLEMS) problems.push({ ...problem, message: toStorable(problem.message).text });
  }
}

const NOWHERE = { path: null, byteOffset: null } as const;

function placed(line: number | null): string {
  return line === null ? "A label" : `The label in line ${line}`;
}
