import { z } from "zod";
import { TRAIL, TRAIL_SCORES } from "../../domain/labels/external/trail.ts";
import type { ExternalRun } from "../../domain/labels/external-label.ts";
import { type LabelDraft, type LabelRecord, refused, type Said } from "./label-reader.ts";

const Words = z.string().nullish().catch(null);
const Annotation = z.object({
  trace_id: Words,
  errors: z.array(z.unknown()),
  scores: z.array(z.unknown()).nullish().catch(null),
});
const Problem = z.object({
  category: z.string(),
  /** The id of the span. */
  location: Words,
  evidence: Words,
  description: Words,
  impact: z
    .string()
    .transform((text) => text.trim().toLowerCase())
    .pipe(z.enum(["low", "medium", "high"]))
    .nullish()
    .catch(null),
});
const Scores = z.custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value));
const TRACE_ID = /^[0-9a-f]{32}$/i;

/** The errors an annotator found in one trace of TRAIL, each at its span, and what the trace was worth. */
export function trailErrors({ value, fileName }: LabelRecord): Said[] {
  const annotation = Annotation.safeParse(value).data;
  if (!annotation) return [refused("errors", "this holds no list of errors", "It needs `errors` and `scores`.")];
  const about = {
    run: runOf(annotation.trace_id, fileName),
    author: "TRAIL annotators",
    authorKind: "person",
    taxonomy: { id: TRAIL.id, version: TRAIL.semver },
  } satisfies Partial<LabelDraft>;
  const errors = annotation.errors.map((each, at): Said => {
    const path = `errors[${at}]`;
    const error = Problem.safeParse(each).data;
    if (!error) return refused(path, "this error has no category", "It needs `category` and `location`.");
    const { category, location, evidence, description, impact } = error;
    const reason = [description, evidence].flatMap((words) => (words?.trim() ? [words.trim()] : []));
    const place: LabelDraft["place"] = location?.trim() ? { at: "entry", id: location.trim() } : { at: "run" };
    const label = {
      dimension: "failure",
      label: category.trim(),
      place,
      severity: impact ?? null,
      reason: reason.length === 0 ? undefined : reason.join("\n\n"),
    };
    return { path, label: { ...about, ...label } };
  });
  const scores = (annotation.scores ?? []).flatMap((each, at) => scoresOf(each, `scores[${at}]`, about));
  return [...errors, ...scores];
}

type About = Pick<LabelDraft, "run" | "author" | "authorKind" | "taxonomy">;

function scoresOf(value: unknown, path: string, about: About): Said[] {
  const scores = Scores.safeParse(value).data;
  if (!scores) return [refused(path, "this holds no scores", "It needs members such as `reliability_score`.")];
  const members = new Map<string, unknown>(Object.entries(scores));
  const place = { at: "run" } as const;
  const given = TRAIL_SCORES.flatMap((name): Said[] => {
    const score = members.get(`${name}_score`);
    if (score === undefined || score === null) return [];
    const at = `${path}.${name}_score`;
    if (typeof score !== "number") return [refused(at, "this score is no number", "It is a whole number, 0 to 5.")];
    const words = members.get(`${name}_reasoning`);
    const reason = typeof words === "string" && words.trim() !== "" ? words.trim() : undefined;
    return [{ path: at, label: { ...about, dimension: `${name}_score`, score, reason, place } }];
  });
  const overall = members.get("overall");
  if (typeof overall !== "number" && (typeof overall !== "string" || overall === "")) return given;
  const label = { ...about, dimension: "overall", text: String(overall), place };
  return [...given, { path: `${path}.overall`, label }];
}

/** An annotation that does not name its trace is named for it by its file. */
function runOf(traceId: string | null | undefined, fileName: string): ExternalRun {
  if (traceId) return { runId: traceId };
  const base = (fileName.split(/[\\/]/).at(-1) ?? fileName).replace(/\.jsonl?$/i, "") || fileName;
  return TRACE_ID.test(base) ? { runId: base } : { name: base };
}
