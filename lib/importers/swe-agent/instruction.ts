import type { HistoryRow } from "./schema.ts";

/** Where the usual templates put the task inside the first user message. */
const FRAMES: readonly { open: RegExp; close: string; keepsOpening: boolean }[] = [
  { open: /(?:^|\n)ISSUE:[ \t]*\r?\n/, close: "\nINSTRUCTIONS:", keepsOpening: false },
  { open: /<pr_description>/, close: "</pr_description>", keepsOpening: false },
  { open: /The CTF challenge is /, close: "\nINSTRUCTIONS:", keepsOpening: true },
];

/** True for the message that states the task: the first user row that is not a demonstration from another task. */
export function isTaskRow(row: HistoryRow): boolean {
  return row.role === "user" && row.is_demo !== true && row.message_type !== "demonstration";
}

/** The text of a history row: content is a string or a list of blocks, of which only text is shown. */
export function contentText(content: HistoryRow["content"]): string {
  if (content === null || content === undefined) return "";
  if (typeof content === "string") return content;
  return content.flatMap(({ text }) => (typeof text === "string" ? [text] : [])).join("\n");
}

/** The task without SWE-agent's own advice around it; the whole message where no template is recognised. */
export function cutInstruction(message: string): string {
  for (const { open, close, keepsOpening } of FRAMES) {
    const opening = open.exec(message);
    if (opening === null) continue;
    const from = opening.index + (keepsOpening ? 0 : opening[0].length);
    const to = message.lastIndexOf(close);
    const cut = to > from ? message.slice(from, to).trim() : "";
    if (cut !== "") return cut;
  }
  return message.trim();
}
