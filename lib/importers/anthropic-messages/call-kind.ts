import { z } from "zod";
import { oneLine } from "../../domain/record/step-kind-target.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { readToolArguments } from "../../domain/text/tool-arguments.ts";

const Files = z.looseObject({ files: z.array(z.looseObject({ path: z.string() })).min(1) });
const Change = z.looseObject({ path: z.string(), new_text: z.string() });

/** Tools of Cline's SDK as what they do: `editor` takes a path and the new text, `read_files` a list of files. */
export function withFileKind(step: ParsedStep): ParsedStep {
  const args = readToolArguments(step.text.action ?? "");
  if (args === null) return step;
  const files = Files.safeParse(args).data?.files;
  if (files) return { ...step, target: oneLine(files.map(({ path }) => path).join(" ")) };
  return step.kind === "other" && Change.safeParse(args).success ? { ...step, kind: "edit" } : step;
}
