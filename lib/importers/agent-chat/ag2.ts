import { z } from "zod";
import { readRecords } from "../dialogue/read-records.ts";
import { taskOf } from "../dialogue/task-of.ts";
import type { Importer } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { type Probe, probeRecord } from "../json/probe.ts";
import { elementSlices } from "../json/slices.ts";
import { mapChat } from "./chat-rows.ts";

/** Names AG2's examples give to the one who asks. */
const PERSONS: ReadonlySet<string> = new Set(["user", "User", "User_proxy", "User_Proxy", "Admin", "mathproxyagent"]);

/** `ChatResult`; `summary` is what the chat came to. */
const Root = z.looseObject({
  chat_id: z.union([z.string(), z.number()]).nullish().catch(null),
  chat_history: z.array(z.unknown()).min(1),
  summary: z.string().nullish().catch(null),
});

const ROLE = String.raw`"role"\s*:\s*"(?:user|assistant)"`;
const NAME = String.raw`"name"\s*:\s*"(?<name>[^"\\]+)"`;
const SPOKEN = new RegExp(ROLE, "g");
const NAMED = [new RegExp(`${ROLE}\\s*,\\s*${NAME}`, "g"), new RegExp(`${NAME}\\s*,\\s*${ROLE}`, "g")];

/**
 * Chats of AG2 and of AutoGen up to 0.2: a dumped list of `{content, role, name}`, or a `ChatResult` with its
 * `chat_history`. Authority: `_append_oai_message` in `autogen/agentchat/conversable_agent.py` and `ChatResult` in
 * `autogen/agentchat/chat.py`.
 */
export const ag2: Importer = {
  id: "ag2",
  version: "1",
  label: "AG2 chat",
  description: "dumped chats of AG2 and AutoGen 0.2: a step per entry and per further call, a lane per agent",
  proven: false,
  recognise(head) {
    const probe = probeRecord(head);
    if (probe.isBroken) return 0;
    if (isResult(probe)) return 0.9;
    const isList = probe.root === "array" && probe.elements.has("content") && !probe.elements.has("source");
    return isList && isNamed(decodeView(head)) ? 0.87 : 0;
  },
  read: (bytes, { name }) =>
    readRecords(bytes, {
      async map(record, value) {
        const root = Root.safeParse(value).data ?? null;
        const key = root ? "chat_history" : null;
        const slices = await elementSlices(record, key);
        if (slices.length === 0) return [];
        const entries = slices.map((slice, at) => ({ path: `${key ?? ""}[${at}]`, slice }));
        const factsOf = (asked: string | null) => ({
          runId: root?.chat_id == null ? null : String(root.chat_id),
          task: taskOf(asked, null, name),
          agent: "AG2",
          environment: [],
          submission: root?.summary || null,
        });
        return [await mapChat(entries, factsOf, PERSONS)];
      },
      refusal: {
        reason: "this is no chat: it is no list of entries",
        nextStep: "Each entry has `content`, `role` and `name`.",
      },
    }),
};

function isResult({ root, members, inner }: Probe): boolean {
  const keys = inner.get("chat_history");
  return root === "object" && members.get("chat_history") === "array" && keys?.has("role") === true;
}

/** OpenAI's messages have names now and then; here every entry of an agent has one, and more than one agent speaks. */
function isNamed(text: string): boolean {
  const names = NAMED.flatMap((pattern) => [...text.matchAll(pattern)].map(({ groups }) => groups?.["name"]));
  // The last entry may be cut before its name.
  const spoken = text.match(SPOKEN)?.length ?? 0;
  return names.length >= spoken - 1 && new Set(names).size > 1;
}
