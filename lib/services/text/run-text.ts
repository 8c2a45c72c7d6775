import { maskPiece, redactPieces } from "../../domain/governance/redaction.ts";
import type { ParsedRun } from "../../domain/record/run.ts";
import type { HiddenText } from "./hidden-text.ts";

/** The texts of a run that are no step's, by the names findings use for them. */
export function runTexts(run: ParsedRun): [field: string, text: string][] {
  const { title, instruction } = run.task;
  const known: [string, string | null][] = [
    ["title", title],
    ["instruction", instruction],
    ["submission", run.submission],
    ...run.environment.map(([, value], at): [string, string] => [`environment.${at}`, value]),
  ];
  return known.flatMap(([field, text]): [string, string][] => (text === null ? [] : [[field, text]]));
}

/** The run with what is hidden masked, unit for unit. */
export function maskRun(run: ParsedRun, hidden: HiddenText): ParsedRun {
  return withTexts(run, (field, text) => maskPiece(text, 0, hidden.in(null, field)));
}

/** The run with placeholders where something is hidden. */
export async function redactRun(run: ParsedRun, hidden: HiddenText): Promise<ParsedRun> {
  const redacted = new Map<string, string>();
  for (const [field, text] of runTexts(run)) redacted.set(field, await redactText(text, hidden, field));
  return withTexts(run, (field, text) => redacted.get(field) ?? text);
}

async function redactText(text: string, hidden: HiddenText, field: string): Promise<string> {
  let out = "";
  for await (const piece of redactPieces(once(text), hidden.in(null, field))) out += piece;
  return out;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

function withTexts(run: ParsedRun, change: (field: string, text: string) => string): ParsedRun {
  const { task, submission, environment } = run;
  return {
    ...run,
    task: {
      ...task,
      title: change("title", task.title),
      instruction: task.instruction === null ? null : change("instruction", task.instruction),
    },
    submission: submission === null ? null : change("submission", submission),
    environment: environment.map(([name, value], at): [string, string] => [name, change(`environment.${at}`, value)]),
  };
}
