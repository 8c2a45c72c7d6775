import {
  textArgument,
  commandArgument,
  PATH_ARGUMENTS,
  readToolArguments,
  type ToolArguments,
} from "../text/tool-arguments.ts";
import type { StepKind } from "./step.ts";
import { classifyShell, EDITOR_KINDS } from "./step-kind-shell.ts";
import { oneLine, type StepClass } from "./step-kind-target.ts";

/** Tool names, lower case, without a vendor's prefix, of the agents and formats this product imports. */
const TOOLS: readonly (readonly [StepKind, string])[] = [
  [
    "read",
    "read read_file read_files read_many_files view view_file view_image open_file open notebookread file_read taskoutput scroll_up scroll_down goto",
  ],
  [
    "edit",
    "edit write multiedit write_file edit_file edit_block create create_file replace replace_in_file write_to_file apply_patch apply_diff str_replace search_replace insert notebookedit file_write undo_edit",
  ],
  [
    "search",
    "grep glob search search_files search_file search_dir find_file find list_files list_dir list_directory ls codebase_search grep_search file_search search_file_content",
  ],
  ["test", "run_tests run_test test pytest"],
  [
    "browser",
    "browser browse goto_url web_search websearch web_fetch webfetch fetch fetch_url google_web_search computer click_link open_url",
  ],
  [
    "message",
    "send_message message ask_user askuserquestion ask_followup_question respond reply send_user_message notify_user transfer_to_human_agents",
  ],
  [
    "subagent",
    "task agent subagent spawn_agent dispatch_agent delegate agentswarm new_task run_subagent delegate_to_agent",
  ],
  ["submit", "submit finish attempt_completion final_answer task_complete complete_task mark_task_complete"],
];
const SHELL_TOOLS = new Set(
  "bash shell execute_bash run_shell_command run_command run_commands execute_command exec_command exec terminal local_shell powershell run_terminal_cmd bash_command cmdrun".split(
    " ",
  ),
);
const EDITOR_TOOLS = new Set("str_replace_editor str_replace_based_edit_tool editor file_editor".split(" "));
const KIND_OF_TOOL = new Map(TOOLS.flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind] as const)));

const QUERY_ARGUMENTS = ["pattern", "query", "search_term", "regex", "q", "url", "name_pattern", "file_name"];
const TOPIC_ARGUMENTS = [
  "description",
  "title",
  "subject",
  "prompt",
  "message",
  "content",
  "question",
  "text",
  "command",
];

/** UTF-16 units of an action that are looked at; a kind is decided by its beginning. */
const MAX_LOOK = 65_536;

/**
 * What a step did, from its own words: a command line, a SWE-agent ACI command, or a tool call's JSON arguments with
 * the tool's name. `actionType` is the tool's name or the first word of the command that decided; `target` is its path
 * or query, else the command itself, on one line of at most 200 UTF-16 units. Never throws; an empty action is `other`.
 * Source: PRODUCT step kinds; SWE-agent tools; the tool lists of the imported formats.
 */
export function classifyCommand(action: string, toolName?: string): StepClass {
  const look = action.slice(0, MAX_LOOK);
  if (toolName === undefined || toolName === "") return classifyShell(look);
  const name = bareToolName(toolName);
  const args = readToolArguments(action);
  if (SHELL_TOOLS.has(name)) {
    const { kind, target } = classifyShell(args === null ? look : (commandArgument(args) ?? look).slice(0, MAX_LOOK));
    return { kind: kind === "other" ? "shell" : kind, actionType: toolName, target };
  }
  if (args === null) return classifyTextCall(look, toolName, name);
  if (EDITOR_TOOLS.has(name)) {
    const command = textArgument(args, ["command"]) ?? "";
    return { kind: EDITOR_KINDS.get(command) ?? "other", actionType: toolName, target: targetOf("edit", args, look) };
  }
  const kind = kindOfTool(name);
  return { kind, actionType: toolName, target: targetOf(kind, args, look) };
}

/** `functions.read`, `default_api:read`, `mcp__files__read` are all `read`. */
function bareToolName(toolName: string): string {
  const lower = toolName.slice(0, 200).toLowerCase();
  const cut = Math.max(lower.lastIndexOf("."), lower.lastIndexOf(":"), lower.lastIndexOf("/"));
  const tail = lower.slice(cut + 1);
  const vendor = tail.startsWith("mcp__") ? tail.lastIndexOf("__") + 2 : 0;
  return tail.slice(vendor).replaceAll("-", "_").replaceAll(" ", "_");
}

function kindOfTool(name: string): StepKind {
  if (name.startsWith("browser_") || name.startsWith("playwright_")) return "browser";
  return KIND_OF_TOOL.get(name) ?? "other";
}

/** SWE-agent writes a call as a command line that begins with the tool's name; others hand over bare text. */
function classifyTextCall(action: string, toolName: string, name: string): StepClass {
  if (action.trimStart().startsWith(toolName)) {
    const { kind, target } = classifyShell(action);
    if (kind !== "shell") return { kind, actionType: toolName, target };
  }
  const kind = EDITOR_TOOLS.has(name) ? "edit" : kindOfTool(name);
  return { kind, actionType: toolName, target: oneLine(action) };
}

function targetOf(kind: StepKind, args: ToolArguments, action: string): string {
  const paths = PATH_ARGUMENTS;
  const names =
    kind === "search" || kind === "browser" ? [...QUERY_ARGUMENTS, ...paths] : [...paths, ...QUERY_ARGUMENTS];
  const value = textArgument(args, [...names, ...TOPIC_ARGUMENTS]);
  return oneLine(value ?? firstPath(args) ?? action);
}

function firstPath(args: ToolArguments): string | null {
  const list = args.paths ?? args.files ?? args.file_paths;
  return Array.isArray(list) && typeof list[0] === "string" ? list[0] : null;
}
