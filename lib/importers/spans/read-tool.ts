import { branchAt, child, items, textAt } from "./branch.ts";
import { parseJsonText, scalarText } from "./json-text.ts";
import { INPUT_VALUES, OUTPUT_VALUES } from "./read-model.ts";
import { attributeText, type Span } from "./span.ts";

/** A call of a tool; texts are null where content was not recorded. */
export type ToolCall = { id: string | null; name: string; input: string | null; output: string | null };

export function readTool({ attributes, name, events }: Span): ToolCall {
  // Some write arguments and result into an event.
  const all = new Map([...events.flatMap((event) => [...event.attributes]), ...attributes]);
  const at = (...names: string[]) => attributeText(all, ...names);
  return {
    id: toolIdOf({ attributes }),
    name: at("gen_ai.tool.name", "tool.name", "ai.toolCall.name", "traceloop.entity.name") ?? name,
    input: at("gen_ai.tool.call.arguments", "ai.toolCall.args", ...INPUT_VALUES),
    output: at("gen_ai.tool.call.result", "ai.toolCall.result", ...OUTPUT_VALUES),
  };
}

/** The id of the call that a span of a tool answers. */
export function toolIdOf({ attributes }: Pick<Span, "attributes">): string | null {
  return attributeText(attributes, "gen_ai.tool.call.id", "ai.toolCall.id", "tool_call.id", "tool.id");
}

/** What a retriever, an embedding, a guard or a judge was asked and gave. Vectors have nothing to read; they stay in the raw file. */
export function readService({ attributes }: Span): { input: string | null; output: string | null; isSearch: boolean } {
  const documents = ["retrieval.documents", "reranker.output_documents"]
    .flatMap((name) => items(branchAt(attributes, name)))
    .flatMap((each) => textAt(child(each, "document") ?? each, "content") ?? []);
  const embedded = items(branchAt(attributes, "embedding.embeddings")).flatMap(
    (each) => textAt(child(each, "embedding"), "text") ?? [],
  );
  const isVector = attributes.has("ai.embedding") || attributes.has("ai.embeddings") || embedded.length > 0;
  const said = attributeText(attributes, "reranker.query", "gen_ai.input.messages", ...INPUT_VALUES);
  const gave = isVector ? null : attributeText(attributes, ...OUTPUT_VALUES);
  return {
    input: embedded.length > 0 ? embedded.join("\n") : (said ?? valued(attributes)),
    output: documents.length > 0 ? documents.join("\n\n") : gave,
    isSearch: documents.length > 0 || attributeText(attributes, "openinference.span.kind") === "RETRIEVER",
  };
}

/** The AI SDK writes each value as its JSON. */
function valued(attributes: Span["attributes"]): string | null {
  const one = attributeText(attributes, "ai.value");
  const values = one === null ? items(branchAt(attributes, "ai.values")).flatMap(({ text }) => text ?? []) : [one];
  const words = values.map((value) => (value.startsWith('"') ? (scalarText(parseJsonText(value)) ?? value) : value));
  return words.length === 0 ? null : words.join("\n");
}

/** What a span says of its failure, and whether it states one. An event of an exception is one, whatever the status. */
export function failureOf({ status, events, attributes }: Span): { isError: boolean | null; words: string | null } {
  const thrown = events.find(({ name, attributes: said }) => name === "exception" || said.has("exception.type"));
  const type =
    attributeText(thrown?.attributes ?? attributes, "exception.type") ?? attributeText(attributes, "error.type");
  const message = attributeText(thrown?.attributes ?? attributes, "exception.message") ?? status.message;
  const isThrown = status.isError === true || thrown !== undefined;
  const isError = isThrown ? true : (status.isError ?? (attributes.has("error.type") ? true : null));
  if (isError !== true) return { isError, words: null };
  const head = [type, message].filter((part) => part !== null && part !== "").join(": ");
  const stack = thrown ? attributeText(thrown.attributes, "exception.stacktrace") : null;
  const words = [stack?.includes(message ?? "\0") ? null : head, stack].filter((part) => part).join("\n");
  return { isError, words: words === "" ? null : words };
}
