import type { ImportOutcome, ImportProblem } from "../../domain/record/import-outcome.ts";
import type { SessionLine } from "../dialogue/read-session.ts";
import { withHead } from "../dialogue/with-head.ts";
import type { ImportContext, Importer } from "../importer.ts";
import { parseValue, readDocument } from "../json/document.ts";
import { probeJson } from "../json/probe.ts";
import { problemAt } from "../json/scan-problems.ts";
import { readClaudeLines } from "./read.ts";
import { SessionRows } from "./session-rows.ts";

const LIST = "loglines";

/**
 * Sessions of Claude Code as one document: the export of Claude Code on the web, an object with `loglines`, or the array
 * that `claude -p --output-format json --verbose` prints. The lines are those of a session's log. Authority:
 * `parse_session_file` of simonw/claude-code-transcripts; Claude Code's documentation of its output formats.
 */
export const claudeCodeExport: Importer = {
  id: "claude-code-export",
  version: "2",
  label: "Claude Code export",
  description: "a session as one document with `loglines`, or the list `claude -p` prints: rows as in its log",
  proven: false,
  hasLinks: true,
  recognise(head) {
    const { root, members, inner, elements, isBroken } = probeJson(head);
    if (isBroken) return 0;
    if (root === "array") return ["type", "session_id", "message"].every((key) => elements.has(key)) ? 0.9 : 0;
    const keys = inner.get(LIST);
    return members.get(LIST) === "array" && keys?.has("type") && keys.has("message") ? 0.95 : 0;
  },
  read,
};

async function* read(bytes: AsyncIterable<Uint8Array>, { name }: ImportContext): AsyncGenerator<ImportOutcome> {
  const { head, all } = await withHead(bytes);
  const list = probeJson(head).root === "array" ? "" : LIST;
  yield* readClaudeLines(linesOf(all), new SessionRows(list), name);
}

/** The elements of the list as the lines of a log; one is in memory at a time. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<SessionLine | { problem: ImportProblem }> {
  const plan = {
    member: (key: string) => (key === LIST ? ("elements" as const) : ("skip" as const)),
    rootElements: true,
  };
  let isSaid = false;
  for await (const part of readDocument(bytes, plan)) {
    if (part.type === "problem") {
      isSaid ||= part.problem.severity !== "note";
      yield { problem: part.problem };
    }
    if (part.type !== "value" || part.index === null) continue;
    isSaid = true;
    const { index, byteStart, byteEnd } = part;
    const own = part.bytes.slice();
    yield { index, line: index + 1, byteStart, byteEnd, bytes: own, value: parseValue(own), isBroken: false };
  }
  const start = { byteOffset: 0, line: 1, path: null };
  const reason = "this is no session: there is no line in it";
  if (!isSaid) yield { problem: problemAt("quarantine", "not-a-run", start, reason, "An export holds `loglines`.") };
}
