import { z } from "zod";
import { MAST, mastModeAt, mastModeNamed, nameOf, NO_FAILURE } from "../../domain/labels/external/mast.ts";
import type { ExternalRun } from "../../domain/labels/external-label.ts";
import { type LabelDraft, type LabelRecord, refused, type Said } from "./label-reader.ts";

const Members = z.custom<object>((value) => typeof value === "object" && value !== null && !Array.isArray(value));
const Id = z.union([z.string().min(1), z.number()]).transform(String);
const Trace = z.object({
  note: z.object({
    options: Members,
    text: z
      .union([z.string(), z.array(z.string())])
      .nullish()
      .catch(null),
  }),
});
const Row = z.object({
  trace_id: Id,
  trace: z
    .object({ key: Id.nullish().catch(null) })
    .nullish()
    .catch(null),
  /** Of several people, a line for each mode. */
  annotations: z.array(Members).nullish(),
  /** Of a model, by the numbers of the modes. */
  mast_annotation: Members.nullish(),
});
const YES: ReadonlySet<string> = new Set(["yes", "true", "1"]);
/** Modes as drafts of the taxonomy name and number them; no document but that of a file's own labels holds them. */
const DRAFT = { id: "mast-draft", version: "0.1.0" };

type Rater = Pick<LabelDraft, "run" | "author" | "authorKind">;
type Vote = { mode: string; isSeen: boolean; path: string };

/**
 * What annotators said of a trace of MAST: a note of one in the trace's own file, a row of the set that three people
 * labelled, or a row that a model labelled. Read from such JSON; `annotations.csv` of the repository is not read.
 */
export function mastModes({ value, sha256 }: LabelRecord): Said[] {
  const note = Trace.safeParse(value).data?.note;
  if (note) {
    const rater: Rater = { run: { sha256 }, author: "MAST annotator", authorKind: "person" };
    const votes = Object.entries(note.options).map(([mode, said]: [string, unknown]) => {
      return { mode, isSeen: isYes(said), path: "note.options" };
    });
    return [...labelsOf(rater, votes, (text) => mastModeNamed(text)?.name), ...noteOf(rater, note.text)];
  }
  const row = Row.safeParse(value).data;
  if (row?.annotations) return peopleOf(runOf(row), row.annotations);
  if (row?.mast_annotation) return modelOf(runOf(row), row.mast_annotation);
  return [refused("", "this trace holds no labels", "It needs `note.options`, `annotations` or `mast_annotation`.")];
}

function runOf({ trace, trace_id: id }: z.infer<typeof Row>): ExternalRun {
  return { name: trace?.key ?? id };
}

/** `{"failure mode": "1.3 Step Repetition\n...", "annotator_1": true, ...}`, a line for each mode. */
function peopleOf(run: ExternalRun, lines: readonly object[]): Said[] {
  const votes = new Map<string, Vote[]>();
  for (const [at, line] of lines.entries()) {
    const members = new Map<string, unknown>(Object.entries(line));
    const mode = members.get("failure mode");
    for (const [author, said] of members) {
      if (!/^annotator_\w+$/.test(author) || said === null) continue;
      const vote = {
        mode: typeof mode === "string" ? mode : "",
        isSeen: isYes(said),
        path: `annotations[${at}]`,
      };
      votes.set(author, [...(votes.get(author) ?? []), vote]);
    }
  }
  return [...votes].flatMap(([author, said]) =>
    labelsOf({ run, author: `MAST ${author}`, authorKind: "person" }, said, (text) => mastModeNamed(text)?.name),
  );
}

function modelOf(run: ExternalRun, modes: object): Said[] {
  const votes = Object.entries(modes).map(([mode, said]: [string, unknown]) => {
    return { mode, isSeen: isYes(said), path: "mast_annotation" };
  });
  return labelsOf({ run, author: "MAST judge", authorKind: "model" }, votes, (text) => mastModeAt(text)?.name);
}

/**
 * A label for each mode that was seen, or the one that says there was none. Drafts give numbers and some names another
 * meaning, so all modes of a list are of the taxonomy, or none.
 */
function labelsOf(rater: Rater, votes: readonly Vote[], known: (mode: string) => string | undefined): Said[] {
  if (votes.length === 0) return [];
  const isFinal = votes.every(({ mode }) => known(mode) !== undefined);
  const taxonomy = isFinal ? { id: MAST.id, version: MAST.semver } : DRAFT;
  const seen = votes.filter(({ isSeen }) => isSeen);
  const none = { mode: NO_FAILURE, path: votes[0]?.path ?? "" };
  return (seen.length === 0 ? [none] : seen).map(({ mode, path }) => ({
    path,
    label: {
      ...rater,
      taxonomy,
      dimension: "failure_mode",
      label: (isFinal ? known(mode) : undefined) ?? nameOf(mode),
      place: { at: "run" },
    },
  }));
}

function noteOf(rater: Rater, text: string | readonly string[] | null | undefined): Said[] {
  const words = (typeof text === "string" ? text : (text ?? []).join("\n")).trim();
  if (words === "") return [];
  const taxonomy = { id: MAST.id, version: MAST.semver };
  return [{ path: "note.text", label: { ...rater, taxonomy, dimension: "note", text: words, place: { at: "run" } } }];
}

function isYes(said: unknown): boolean {
  if (typeof said === "string") return YES.has(said.trim().toLowerCase());
  return said === true || said === 1;
}
