import { z } from "zod";
import { type ExternalRun, labelIdOf } from "../../domain/labels/external-label.ts";
import { isoTime } from "../dialogue/iso-time.ts";
import { type LabelDraft, type LabelReader, type LabelRecord, refused, type Said } from "./label-reader.ts";
import { decimalNames, scoreValue } from "./score-value.ts";

const Text = z.string().nullish().catch(null);
const Numeric = z.number().nullish().catch(null);
const Result = { label: Text, score: Numeric, explanation: Text };
const Row = z.object({
  span_id: Text,
  "context.span_id": Text,
  trace_id: Text,
  "context.trace_id": Text,
  name: Text,
  annotation_name: Text,
  annotator_kind: Text,
  ...Result,
  "result.label": Text,
  "result.score": Numeric,
  "result.explanation": Text,
  result: z.object(Result).nullish().catch(null),
  identifier: Text,
  user_id: Text,
  created_at: Text,
});
const Page = z.object({ data: z.array(z.unknown()) });

/** Names are whatever a team chose, so the document of this taxonomy is made of the labels themselves. */
const TAXONOMY = { id: "phoenix", version: "1.0.0" };
const KINDS = new Map<string, LabelDraft["authorKind"]>([
  ["HUMAN", "person"],
  ["LLM", "model"],
  ["CODE", "rule"],
]);

/**
 * Annotations as Phoenix gives them out: a page of its API (`data[]` with a `result`), or rows of its data frame, whose
 * columns are members. Authority: `SpanAnnotation` of Phoenix's REST API. A span's annotation does not name its trace.
 */
export function phoenixAnnotations(): LabelReader {
  const scores: { name: string; value: number }[] = [];
  let decimals: Set<string> | null = null;
  return {
    survey(record) {
      for (const { row } of rowsOf(record)) {
        const facts = row && factsOf(row);
        if (facts?.scoreName && typeof facts.score === "number")
          scores.push({ name: facts.scoreName, value: facts.score });
      }
    },
    read(record) {
      const named = (decimals ??= decimalNames(scores));
      return rowsOf(record).flatMap(({ path, row }) => saidOf(path, row, named));
    },
  };
}

type Row = z.infer<typeof Row>;

function rowsOf({ value }: LabelRecord): { path: string; row: Row | null }[] {
  const page = Page.safeParse(value).data?.data;
  const rows = page ? page.map((each, at) => ({ path: `data[${at}]`, value: each })) : [{ path: "", value }];
  return rows.map((each) => ({ path: each.path, row: Row.safeParse(each.value).data ?? null }));
}

function factsOf(row: Row) {
  const name = row.annotation_name || row.name;
  const label = row.result?.label || row.label || row["result.label"];
  return {
    spanId: row.span_id || row["context.span_id"],
    traceId: row.trace_id || row["context.trace_id"],
    name,
    label,
    /** A label and a score of one name are two judgements, each of its own kind. */
    scoreName: label ? `${name ?? ""} score` : name,
    score: row.result?.score ?? row.score ?? row["result.score"],
    explanation: row.result?.explanation || row.explanation || row["result.explanation"],
  };
}

function runOf({ traceId, spanId }: Pick<ReturnType<typeof factsOf>, "traceId" | "spanId">): ExternalRun | null {
  if (traceId) return { runId: traceId };
  return spanId ? { entry: spanId } : null;
}

function saidOf(path: string, row: Row | null, decimals: ReadonlySet<string>): Said[] {
  const facts = row && factsOf(row);
  const run = facts && runOf(facts);
  if (!row || !facts?.name || !run)
    return [refused(path, "this annotation has no name or no span", "Export it with its span's id and its name.")];
  const authorKind = KINDS.get((row.annotator_kind ?? "").toUpperCase());
  if (!authorKind)
    return [refused(path, "this annotation does not say what gave it", "Its `annotator_kind` is HUMAN, LLM or CODE.")];
  const { spanId, name, label, scoreName, score, explanation } = facts;
  const about = {
    run,
    author: row.user_id || row.identifier || `Phoenix ${authorKind}`,
    authorKind,
    taxonomy: TAXONOMY,
    place: spanId ? { at: "entry" as const, id: spanId } : { at: "run" as const },
    createdAt: (row.created_at && isoTime(row.created_at)) || undefined,
  };
  const reason = explanation || undefined;
  const dimension = labelIdOf(name);
  const said: Said[] = [
    ...(label ? [{ path, label: { ...about, dimension, label, reason } }] : []),
    ...(typeof score === "number"
      ? [{ path, label: { ...about, ...scoreValue(scoreName ?? name, score, decimals), reason } }]
      : []),
  ];
  if (said.length > 0) return said;
  if (!explanation) return [refused(path, "this annotation says nothing", "It needs a label, a score or words.")];
  return [{ path, label: { ...about, dimension: labelIdOf(`${name} words`), text: explanation } }];
}
