import { addition, type EditDiff, editDiff, replacement } from "./diff-view.ts";
import { lineEdit, textEdit } from "./edit-diff-aci.ts";
import { looksLikePatch, parsePatch } from "./patch.ts";
import { isRecord, PATH_ARGUMENTS, textArgument, type ToolArguments } from "./tool-arguments.ts";

const OLD_TEXT = ["old_string", "old_str", "old_text", "search"] as const;
const NEW_TEXT = ["new_string", "new_str", "new_text", "replace", "new_source"] as const;
const WHOLE_TEXT = ["file_text", "content", "contents"] as const;
const PATCH_TEXT = ["patch", "diff", "input"] as const;

/**
 * A diff view from the JSON arguments of an editing tool: a replacement, a list of them, an insertion, a whole file or
 * a patch. Null for arguments that are none of these, such as those of a view or a message.
 */
export function argumentEdit(args: ToolArguments, observation: string): EditDiff | null {
  const path = textArgument(args, PATH_ARGUMENTS);
  const patch = textArgument(args, PATCH_TEXT);
  if (patch !== null && looksLikePatch(patch)) return parsePatch(patch);
  if (path === null || args.command === "view") return null;
  if (Array.isArray(args.edits)) return listEdit(path, args.edits);
  const before = textArgument(args, OLD_TEXT);
  const after = textArgument(args, NEW_TEXT);
  if (typeof args.insert_line === "number") return lineEdit(path, after ?? "", args.insert_line, "insert arguments");
  if (before !== null) return textEdit(before, after ?? "", observation, { path, derivedFrom: "replace arguments" });
  const whole = textArgument(args, WHOLE_TEXT);
  if (whole === null) return null;
  return editDiff(path, "write arguments, earlier content unknown", [addition(whole, 1)]);
}

function listEdit(path: string, edits: readonly unknown[]): EditDiff {
  const hunks = edits.filter(isRecord).map((edit) => {
    return replacement(textArgument(edit, OLD_TEXT) ?? "", textArgument(edit, NEW_TEXT) ?? "", null);
  });
  return editDiff(path, `replace arguments, ${edits.length} edits`, hunks);
}
