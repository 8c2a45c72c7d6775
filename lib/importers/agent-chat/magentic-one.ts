import { readRecords } from "../dialogue/read-records.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { Importer } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { probeJson } from "../json/probe.ts";
import { elementSlices } from "../json/slices.ts";
import { mapChat } from "./chat-rows.ts";

const ORCHESTRATED = /"role"\s*:\s*"[^"\\]+ \((?:thought|-> [^"\\]+|termination condition)\)"/;

/** Logs of Magentic-One as its console runs write them: a bare list of `{content, role}`, the role naming who speaks to whom. */
export const magenticOne: Importer = {
  id: "magentic-one",
  version: "1",
  label: "Magentic-One log",
  description: "console logs of Magentic-One: a step per entry, a lane per agent",
  proven: true,
  recognise(head) {
    const { root, elements, isBroken } = probeJson(head);
    const isChat = elements.size === 2 && elements.has("content") && elements.has("role");
    return root === "array" && !isBroken && isChat && ORCHESTRATED.test(decodeView(head)) ? 0.9 : 0;
  },
  read: (bytes, { name }) =>
    readRecords(bytes, {
      async map(record, value) {
        if (!Array.isArray(value) || value.length === 0) return [];
        const slices = await elementSlices(record, null);
        const entries = slices.map((slice, at) => ({ path: `[${at}]`, slice }));
        return [
          await mapChat(entries, (asked) => {
            return { runId: null, task: taskOf(asked, null, name), agent: "Magentic-One", environment: [] };
          }),
        ];
      },
      refusal: {
        reason: "this is no chat: it is no list of entries",
        nextStep: "Each entry has `content` and `role`.",
      },
    }),
};
