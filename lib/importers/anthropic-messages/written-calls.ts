import type { Call } from "../dialogue/dialogue-steps.ts";

/**
 * The tools of Cline and Roo that older versions call in the text of a message: `<read_file><path>a</path></read_file>`.
 * Authority: the system prompts of both, which name tools and parameters.
 */
const TOOLS = [
  "execute_command",
  "read_file",
  "write_to_file",
  "replace_in_file",
  "apply_diff",
  "insert_content",
  "search_and_replace",
  "edit_file",
  "search_files",
  "codebase_search",
  "list_files",
  "list_code_definition_names",
  "browser_action",
  "web_fetch",
  "use_mcp_tool",
  "access_mcp_resource",
  "load_mcp_documentation",
  "ask_followup_question",
  "attempt_completion",
  "plan_mode_respond",
  "new_task",
  "new_rule",
  "switch_mode",
  "fetch_instructions",
  "update_todo_list",
  "condense",
];
/** Tools whose last parameter is free text that may hold a closing tag itself; they end at the last one. */
const FREE_TEXT = new Set(["write_to_file", "replace_in_file", "apply_diff", "insert_content", "attempt_completion"]);

const OPENING = new RegExp(`(?:^|\\n)[ \\t]*<(${TOOLS.join("|")})>`, "g");
const THINKING = /^\s*<thinking>([\s\S]*?)<\/thinking>\s*/;

/** `written` is the whole element as it stands; `text` its parameters as JSON, by which its kind is found. */
export type WrittenCall = Call & { written: string; answer: string | null };
export type WrittenText = { thought: string | null; said: string; calls: WrittenCall[] };

/** The calls written into a text, the thought it begins with, and the words around them. */
export function readWritten(text: string): WrittenText {
  const thinking = THINKING.exec(text);
  const rest = thinking ? text.slice(thinking[0].length) : text;
  const calls: WrittenCall[] = [];
  const words: string[] = [];
  let at = 0;
  OPENING.lastIndex = 0;
  for (let found = OPENING.exec(rest); found; found = OPENING.exec(rest)) {
    const name = found[1] ?? "";
    const start = found.index + found[0].length - name.length - 2;
    const end = endOf(rest, name, start);
    const written = rest.slice(start, end);
    words.push(rest.slice(at, start).trim());
    calls.push(callOf(name, written));
    at = end;
    OPENING.lastIndex = end;
  }
  if (calls.length === 0) return { thought: thinking?.[1]?.trim() ?? null, said: rest, calls };
  words.push(rest.slice(at).trim());
  return { thought: thinking?.[1]?.trim() ?? null, said: words.filter((word) => word !== "").join("\n\n"), calls };
}

/** A call that a stream cut off goes to the end of the text. */
function endOf(text: string, name: string, start: number): number {
  const closing = `</${name}>`;
  const close = FREE_TEXT.has(name) ? text.lastIndexOf(closing) : text.indexOf(closing, start);
  return close < start ? text.length : close + closing.length;
}

function callOf(name: string, written: string): WrittenCall {
  const inner = written.slice(name.length + 2);
  const params = [...inner.matchAll(/<([a-z_]{1,40})>([\s\S]*?)<\/\1>/g)].map(([, key = "", value = ""]) => [
    key,
    value.trim(),
  ]);
  const named = new Map(params.map(([key = "", value = ""]) => [key, value]));
  const text = JSON.stringify(Object.fromEntries(named));
  return {
    id: null,
    name,
    text,
    written,
    answer: name === "attempt_completion" ? (named.get("result") ?? null) : null,
  };
}

/** Whether a user's text is the result of a call to `name`: "[read_file for 'a'] Result:" and what follows. */
export function isResultOf(name: string, text: string): boolean {
  return text.startsWith(`[${name}`) && text.includes("] Result:");
}

const RESULT = new RegExp(`^\\[(?:${TOOLS.join("|")})\\b[^]{0,2000}?\\] Result:`);

/** Whether a user's text shows that calls are written into text in this conversation. */
export function isWrittenTrace(text: string): boolean {
  return RESULT.test(text) || text.includes("<environment_details>");
}

/** Structure of the dialect in the raw bytes of a head: a call in a text, and what the harness puts around it. */
export function looksWritten(head: string): boolean {
  const call = new RegExp(`(?:"|\\\\n)[ \\t]*<(?:${TOOLS.join("|")})>`);
  return call.test(head) && /<environment_details>|\] Result:/.test(head);
}
