import { z } from "zod";
import { readRecords } from "../dialogue/read-records.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { Importer } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { probeJson } from "../json/probe.ts";
import { elementSlices } from "../json/slices.ts";
import { mapChat } from "./chat-rows.ts";

const Root = z.looseObject({
  question: z.string().nullish().catch(null),
  question_ID: z.string().nullish().catch(null),
  level: z.union([z.string(), z.number()]).nullish().catch(null),
  history: z.array(z.unknown()).min(1),
});
const MARKS = ["mistake_agent", "mistake_step", "mistake_reason", "question_ID"];
const HAND_CRAFTED = /"role"\s*:\s*"(?:human|Orchestrator \()/;
const ENTRY = new Set(["content", "role", "name"]);

/**
 * Runs of Who&When: failures of groups of agents (github.com/mingyin1/Agents_Failure_Attribution). Who made the
 * mistake, when and why, and what was expected, are labels of the set: they are no words of the run and are not read
 * into it.
 */
export const whoAndWhen: Importer = {
  id: "who-and-when",
  version: "1",
  label: "Who&When",
  description: "failed chats of agents from Who&When: a step per entry of `history`, a lane per agent",
  proven: true,
  recognise(head) {
    const { root, members, inner, isBroken } = probeJson(head);
    if (root !== "object" || isBroken || members.get("history") !== "array") return 0;
    const keys = [...(inner.get("history") ?? [])];
    const isChat = keys.length === 0 || (keys.includes("content") && keys.every((key) => ENTRY.has(key)));
    if (!isChat) return 0;
    if (MARKS.some((mark) => members.has(mark))) return 0.93;
    // A long history may push the marks out of sight; then who speaks tells.
    return members.size === 1 && HAND_CRAFTED.test(decodeView(head)) ? 0.6 : 0;
  },
  read: (bytes, { name }) =>
    readRecords(bytes, {
      async map(record, value) {
        const root = Root.safeParse(value).data;
        if (!root) return [];
        const slices = await elementSlices(record, "history");
        const entries = slices.map((slice, at) => ({ path: `history[${at}]`, slice }));
        const { question, question_ID: id, level } = root;
        const environment: [string, string][] = level === null || level === undefined ? [] : [["level", String(level)]];
        return [
          await mapChat(entries, (asked) => {
            return { runId: null, task: taskOf(question || asked, id || null, name), agent: null, environment };
          }),
        ];
      },
      refusal: { reason: "this is no run: it has no history", nextStep: "A record holds `history` and `question`." },
    }),
};
