import { z } from "zod";
import { type ExternalRun, labelIdOf } from "../../domain/labels/external-label.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { type LabelRecord, refused, type Said } from "./label-reader.ts";
import { decimalNames, scoreValue } from "./score-value.ts";

const Text = z.string().nullish().catch(null);
const List = z.array(z.unknown()).nullish().catch(null);
const Scored = z.object({ id: Text, scores: List, corrections: List });
const Trace = z.object({ trace: Scored.nullish(), observations: z.array(z.unknown()).nullish().catch(null) });
const Score = z.object({
  id: Text,
  name: z.string().min(1),
  source: Text,
  dataType: Text,
  value: z.number().nullish().catch(null),
  stringValue: Text,
  longStringValue: Text,
  comment: Text,
  authorUserId: Text,
  observationId: Text,
  createdAt: Text,
  timestamp: Text,
});
type Score = z.infer<typeof Score>;
type Placed = { path: string; score: Score | null; isCorrection: boolean };

/** Names are whatever a team chose, so the document of this taxonomy is made of the labels themselves. */
const TAXONOMY = { id: "langfuse", version: "1.0.0" };
const PERSON = "ANNOTATION";

/**
 * What people said of a trace of Langfuse and its observations: scores from annotation, and corrections of outputs.
 * Scores of evaluators and of programs are checks of the run and stay with it. Authority: `ScoreSource` and
 * `ScoreDataType` in Langfuse's `packages/shared/src/domain/scores.ts`.
 */
export function langfuseScores({ value, sha256 }: LabelRecord): Said[] {
  const record = Trace.safeParse(value).data;
  const trace = record?.trace ?? Scored.safeParse(value).data;
  if (!record || !trace) return [refused("trace", "this is no trace", "It needs `trace` and `observations`.")];
  const run: ExternalRun = trace.id ? { runId: trace.id } : { sha256 };
  const all = unique(placedScores(trace, record));
  const given = all.filter(({ score }) => score === null || score.source === PERSON);
  const numbers = given.flatMap(({ score }) => (score ? [{ name: score.name, value: score.value ?? 0 }] : []));
  const decimals = decimalNames(numbers);
  const said = given.map((placed) => saidOf(placed, run, decimals));
  const others = all.length - given.length;
  return others === 0 ? said : [...said, notPeople(others)];
}

function placedScores(trace: z.infer<typeof Scored>, { trace: own, observations }: z.infer<typeof Trace>): Placed[] {
  const top = own ? "trace." : "";
  const inObservations = (observations ?? []).flatMap((each, at) => {
    const observation = Scored.safeParse(each).data;
    return (observation?.scores ?? []).map((score, index) => {
      const placed = placedAt(score, `observations[${at}].scores[${index}]`, false);
      const observationId = placed.score?.observationId ?? observation?.id;
      return { ...placed, score: placed.score && { ...placed.score, observationId } };
    });
  });
  return [
    ...(trace.scores ?? []).map((score, at) => placedAt(score, `${top}scores[${at}]`, false)),
    ...inObservations,
    ...(trace.corrections ?? []).map((score, at) => placedAt(score, `${top}corrections[${at}]`, true)),
  ];
}

function placedAt(value: unknown, path: string, isListed: boolean): Placed {
  const score = Score.safeParse(value).data ?? null;
  return { path, score, isCorrection: isListed || score?.dataType === "CORRECTION" };
}

/** A score of an observation stands in the trace's list too; an id tells that it is the same. */
function unique(all: readonly Placed[]): Placed[] {
  const seen = new Set<string>();
  return all.filter(({ score }) => {
    const id = score?.id;
    if (!id) return true;
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew;
  });
}

function saidOf({ path, score, isCorrection }: Placed, run: ExternalRun, decimals: ReadonlySet<string>): Said {
  if (score === null) return refused(path, "this score has no name", "Download the trace again.");
  const says = isCorrection ? correctionOf(score) : valueOf(score, decimals);
  if (says === null) return refused(path, "this score has no value", "Download the trace again.");
  const time = score.createdAt ?? score.timestamp;
  return {
    path,
    label: {
      run,
      author: score.authorUserId || "Langfuse annotator",
      authorKind: "person",
      taxonomy: TAXONOMY,
      ...says,
      place: score.observationId ? { at: "entry", id: score.observationId } : { at: "run" },
      reason: score.comment || undefined,
      createdAt: (time && isoTime(time)) || undefined,
    },
  };
}

function correctionOf({ name, longStringValue, stringValue }: Score) {
  const text = longStringValue || stringValue;
  return text ? { dimension: labelIdOf(`correction ${name}`), text } : null;
}

function valueOf({ name, dataType, value, stringValue, longStringValue }: Score, decimals: ReadonlySet<string>) {
  const dimension = labelIdOf(name);
  if (dataType === "TEXT")
    return longStringValue || stringValue ? { dimension, text: longStringValue || (stringValue ?? "") } : null;
  if (dataType === "BOOLEAN" && typeof value === "number") return { dimension, label: value === 0 ? "False" : "True" };
  if (dataType !== "NUMERIC" && stringValue) return { dimension, label: stringValue };
  return typeof value === "number" ? scoreValue(name, value, decimals) : null;
}

function notPeople(count: number): Said {
  return {
    path: "scores",
    severity: "note",
    code: "not-annotated",
    reason: `scores that no person gave: ${count}`,
    nextStep: "They are facts of the run and are not read as labels.",
  };
}
