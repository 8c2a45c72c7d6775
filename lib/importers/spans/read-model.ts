import { branchAt, branchOfText, items, textAt } from "./branch.ts";
import { eventMessages } from "./event-messages.ts";
import { type Message, type MessageRole, readMessage, readParts } from "./message.ts";
import { callsIn, messagesIn, messagesOfText, says } from "./messages-in.ts";
import { type Attributes, attributeNumber, attributeText, type Span } from "./span.ts";

export type Conversation = { input: Message[]; output: Message[] };

type Dialect = (span: Span) => Conversation;

/** Ways to write what went into a model and came out, the surest first; each side is the first that says something. */
const DIALECTS: readonly Dialect[] = [genAi, eventMessages, vercel, openInference, openLlmetry, values];

/** What a span of a model says; empty sides where content was not recorded. */
export function readModel(span: Span): Conversation {
  const found: Conversation = { input: [], output: [] };
  for (const read of DIALECTS) {
    if (found.input.length > 0 && found.output.length > 0) break;
    const { input, output } = read(span);
    if (found.input.length === 0) found.input = input;
    if (found.output.length === 0) found.output = output;
  }
  return found;
}

/** The model that answered, else the one that was asked. */
export function modelOf({ attributes }: Span): string | null {
  return attributeText(
    attributes,
    "gen_ai.response.model",
    "llm.response.model_name",
    "llm.model_name",
    "ai.response.model",
    "gen_ai.request.model",
    "ai.model.id",
    "embedding.model_name",
  );
}

export type Usage = { tokensIn: number | null; tokensOut: number | null; costUsd: number | null };

export function usageOf({ attributes }: Span): Usage {
  const tokens = (...names: string[]) => whole(attributeNumber(attributes, ...names));
  return {
    tokensIn: tokens(
      "gen_ai.usage.input_tokens",
      "gen_ai.usage.prompt_tokens",
      "llm.token_count.prompt",
      "ai.usage.inputTokens",
      "ai.usage.promptTokens",
      "ai.usage.tokens",
      "llm.usage.prompt_tokens",
    ),
    tokensOut: tokens(
      "gen_ai.usage.output_tokens",
      "gen_ai.usage.completion_tokens",
      "llm.token_count.completion",
      "ai.usage.outputTokens",
      "ai.usage.completionTokens",
      "llm.usage.completion_tokens",
    ),
    costUsd: attributeNumber(attributes, "llm.cost.total", "gen_ai.usage.cost"),
  };
}

/** The last reason a model gave for ending. */
export function finishOf({ attributes }: Span): string | null {
  const reasons = items(branchAt(attributes, "gen_ai.response.finish_reasons"));
  return reasons.at(-1)?.text ?? attributeText(attributes, "ai.response.finishReason", "llm.finish_reason");
}

function whole(count: number | null): number | null {
  return count !== null && Number.isSafeInteger(count) ? count : null;
}

/** GenAI semconv 1.37 and later: messages as attributes. */
function genAi({ attributes }: Span): Conversation {
  const rules = branchAt(attributes, "gen_ai.system_instructions");
  const system = rules === null ? [] : [instructions(rules)];
  const input = messagesAt(attributes, "gen_ai.input.messages", "user");
  return { input: [...system, ...input], output: messagesAt(attributes, "gen_ai.output.messages", "agent") };
}

function instructions(rules: NonNullable<ReturnType<typeof branchAt>>): Message {
  return items(rules).length > 0 ? readParts(rules, "system") : says("system", rules.text ?? "");
}

/** `ai.*` of the AI SDK. */
function vercel({ attributes }: Span): Conversation {
  const prompt = attributeText(attributes, "ai.prompt.messages", "ai.prompt");
  const text = attributeText(
    attributes,
    "ai.response.text",
    "ai.response.object",
    "ai.result.text",
    "ai.result.object",
  );
  const thought = attributeText(attributes, "ai.response.reasoning");
  const list = attributeText(attributes, "ai.response.toolCalls", "ai.result.toolCalls");
  const calls = list === null ? [] : callsIn(branchOfText(list));
  const isSaid = text !== null || thought !== null || calls.length > 0;
  return {
    input: prompt === null ? [] : messagesOfText(prompt, "user"),
    output: isSaid ? [{ ...says("agent", text ?? "", thought), calls }] : [],
  };
}

/** `llm.input_messages.0.message.*`, flattened; the older completions as prompts and choices. */
function openInference({ attributes }: Span): Conversation {
  const input = messagesAt(attributes, "llm.input_messages", "user");
  const output = messagesAt(attributes, "llm.output_messages", "agent");
  return {
    input: input.length > 0 ? input : wordsAt(attributes, "llm.prompts", "prompt", "user"),
    output: output.length > 0 ? output : wordsAt(attributes, "llm.choices", "completion", "agent"),
  };
}

function wordsAt(attributes: Attributes, list: string, name: string, role: MessageRole): Message[] {
  return items(branchAt(attributes, list)).flatMap((each) => {
    const text = textAt(each.children.get(name) ?? null, "text");
    return text === null ? [] : [says(role, text)];
  });
}

/** OpenLLMetry and the semconv before 1.28: `gen_ai.prompt.0.role`, `gen_ai.completion.0.content`. */
function openLlmetry({ attributes }: Span): Conversation {
  const at = (name: string, role: MessageRole) => {
    const list = branchAt(attributes, name);
    const own = items(list).flatMap((each) => readMessage(each, role) ?? []);
    return own.length > 0 || list === null || list.text === null ? own : messagesOfText(list.text, role);
  };
  return { input: at("gen_ai.prompt", "user"), output: at("gen_ai.completion", "agent") };
}

/** What any span may say of what it took and gave. */
function values({ attributes }: Span): Conversation {
  const at = (role: MessageRole, ...names: string[]) => {
    const text = attributeText(attributes, ...names);
    return text === null ? [] : messagesOfText(text, role);
  };
  return { input: at("user", ...INPUT_VALUES), output: at("agent", ...OUTPUT_VALUES) };
}

export const INPUT_VALUES = ["input.value", "traceloop.entity.input", "input"] as const;
export const OUTPUT_VALUES = ["output.value", "traceloop.entity.output", "output"] as const;

function messagesAt(attributes: Attributes, name: string, role: MessageRole): Message[] {
  const list = branchAt(attributes, name);
  if (list === null) return [];
  const held = messagesIn(list, role);
  return held.length > 0 || list.text === null ? held : messagesOfText(list.text, role);
}
