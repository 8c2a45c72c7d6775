/** Arguments of a tool call as its source text: a JSON object. */
export type ToolArguments = Record<string, unknown>;

/** Longest action parsed as JSON here, in UTF-16 units; longer ones keep their text view. */
const MAX_ARGUMENTS = 1_000_000;

/** The object an action's text is, or null when it is anything else. Never throws. */
export function readToolArguments(action: string): ToolArguments | null {
  if (action.length > MAX_ARGUMENTS || !action.slice(0, 64).trimStart().startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(action);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is ToolArguments {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first of the named arguments that is text, in the order of `names`. */
export function textArgument(args: ToolArguments, names: readonly string[]): string | null {
  for (const name of names) {
    const value = args[name];
    if (typeof value === "string") return value;
  }
  return null;
}

/** How known tools name the file they work on. */
export const PATH_ARGUMENTS = [
  "file_path",
  "path",
  "filename",
  "file",
  "absolute_path",
  "notebook_path",
  "target_file",
  "dir_path",
  "directory",
] as const;

/** How known tools name a command line; a list is joined, `["bash", "-lc", script]` gives the script. */
export function commandArgument(args: ToolArguments): string | null {
  const text = textArgument(args, ["command", "cmd", "script", "code", "input"]);
  if (text !== null) return text;
  const list = args.command ?? args.cmd ?? args.commands;
  if (!Array.isArray(list)) return null;
  const words = list.filter((word): word is string => typeof word === "string");
  const isScript = words.length === 3 && /^-[a-z]{0,3}c$/.test((words[1] ?? "").slice(0, 6));
  if (isScript) return words[2] ?? null;
  return words.join(args.commands === list ? "\n" : " ");
}
