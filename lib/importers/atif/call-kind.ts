import { classifyCommand } from "../../domain/record/step-kind.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { readToolArguments, textArgument } from "../../domain/text/tool-arguments.ts";

/**
 * A call whose tool is unknown but whose arguments hold a command line is what that line does. Keystrokes for a
 * terminal are one whatever their tool is called.
 */
export function withCommandKind(step: ParsedStep): ParsedStep {
  const args = readToolArguments(step.text.action ?? "");
  const typed = args && textArgument(args, ["keystrokes"]);
  const command = args && step.kind === "other" ? textArgument(args, ["command", "cmd"]) : null;
  const line = typed ?? command;
  if (line === null || line.trim() === "") return step;
  const { kind, target } = classifyCommand(line);
  return { ...step, kind: kind === "other" ? "shell" : kind, target };
}
