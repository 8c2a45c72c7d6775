import { z } from "zod";
import { AGENTRX } from "../../domain/labels/external/agentrx.ts";
import type { ExternalRun } from "../../domain/labels/external-label.ts";
import { type LabelDraft, type LabelRecord, refused, type Said } from "./label-reader.ts";

/** Ids are numbers or their digits in a string; they are compared as text. */
const Id = z.union([z.string().min(1), z.number()]).transform(String);
const Words = z.string().nullish().catch(null);
const GroundTruth = z.object({
  trajectory_id: Id,
  failures: z.array(z.unknown()),
  root_cause: z.object({ failure_id: Id, reason_for_root_cause: Words }).nullish().catch(null),
  failure_summary: Words,
});
const Failure = z.object({
  failure_id: Id.nullish().catch(null),
  step_number: z.union([z.string().regex(/^\d{1,9}$/), z.number()]).transform(Number),
  step_reason: Words,
  failure_category: z.string(),
  category_reason: Words,
  failed_agent: Words,
});

/**
 * The ground truth of one run: several failures, one of them the root cause. Numbers of entries count from 1. Names of
 * agents and of categories stay as they are written, in whatever case.
 */
export function agentRx({ value }: LabelRecord): Said[] {
  const truth = GroundTruth.safeParse(value).data;
  if (!truth)
    return [refused("", "this names no run with failures", "It needs `trajectory_id` and a list of `failures`.")];
  const about = {
    run: runOf(truth.trajectory_id),
    author: "AgentRx annotators",
    authorKind: "person",
    taxonomy: { id: AGENTRX.id, version: AGENTRX.semver },
  } satisfies Partial<LabelDraft>;
  const failures = truth.failures.map((each) => Failure.safeParse(each).data ?? null);
  const isRooted = failures.some((failure) => isRoot(failure?.failure_id, truth.root_cause));
  const said = failures.map((failure, at): Said => {
    const path = `failures[${at}]`;
    if (failure === null)
      return refused(
        path,
        "this failure has no category or no entry",
        "It needs `failure_category` and `step_number`.",
      );
    const isDecisive = isRoot(failure.failure_id, truth.root_cause);
    const rootReason = isDecisive ? truth.root_cause?.reason_for_root_cause : null;
    const label = {
      dimension: "failure",
      label: failure.failure_category,
      place: { at: "step", index: failure.step_number, base: 1 },
      agent: failure.failed_agent || null,
      isDecisive,
      reason: wordsOf([failure.step_reason, failure.category_reason, rootReason]),
    } as const;
    return { path, label: { ...about, ...label } };
  });
  const summary = truth.failure_summary?.trim();
  const whole: Said[] = summary
    ? [
        {
          path: "failure_summary",
          label: { ...about, dimension: "failure_summary", text: summary, place: { at: "run" } },
        },
      ]
    : [];
  return [...said, ...whole, ...(truth.root_cause && !isRooted ? [rootless()] : [])];
}

/** In runs of tau-bench the id is the number of the task; elsewhere it is the name of the run's file. */
function runOf(id: string): ExternalRun {
  return /^\d+$/.test(id) ? { task: id } : { name: id };
}

type Root = z.infer<typeof GroundTruth>["root_cause"];

function isRoot(id: string | null | undefined, root: Root): boolean {
  return id != null && root != null && id === root.failure_id;
}

function rootless(): Said {
  return {
    path: "root_cause",
    severity: "note",
    code: "no-root-cause",
    reason: "the root cause is none of the failures",
    nextStep: "No label of this run is decisive; compare the failure ids.",
  };
}

/** What was written, each once: a source often repeats itself word for word. */
function wordsOf(parts: readonly (string | null | undefined)[]): string | undefined {
  const words = [...new Set(parts.flatMap((part) => (part?.trim() ? [part.trim()] : [])))];
  return words.length === 0 ? undefined : words.join("\n\n");
}
