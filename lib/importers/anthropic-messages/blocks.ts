import type { Call } from "../dialogue/dialogue-steps.ts";
import { decodeView } from "../json/bytes.ts";
import { elementSlices, memberSlice } from "../json/slices.ts";
import { readResult, type ToolResult } from "./results.ts";
import { Block } from "./schema.ts";

/** The content of a message by what each block is. */
export type Blocks = {
  said: string[];
  /** Words of `said` that a person or model wrote itself, without files, images and what a harness adds. */
  words: string[];
  /** What Cline and Roo tell the model of the editor; they append it to each user turn. */
  surroundings: string[];
  thoughts: string[];
  calls: Call[];
  results: ToolResult[];
  /** Thoughts that only the API can read. */
  sealedThoughts: number;
};

const CALLS = new Set(["tool_use", "server_tool_use", "mcp_tool_use"]);
const SURROUNDINGS = /^\s*<environment_details>/;

/**
 * A message's content, `bytes` being the message's own. Words, thoughts, calls and results are taken apart; a block of
 * any other kind, such as an image, is said as its own JSON. Arguments are cut from the bytes as they stand.
 */
export async function readBlocks(content: string | unknown[] | null | undefined, bytes: Uint8Array): Promise<Blocks> {
  const blocks: Blocks = {
    said: [],
    words: [],
    surroundings: [],
    thoughts: [],
    calls: [],
    results: [],
    sealedThoughts: 0,
  };
  if (typeof content === "string") addText(blocks, content);
  if (!Array.isArray(content)) return blocks;
  const slices = await elementSlices(bytes, "content");
  for (const [at, item] of content.entries())
    await addBlock(blocks, Block.safeParse(item).data ?? null, slices[at]?.bytes ?? new Uint8Array());
  return blocks;
}

async function addBlock(blocks: Blocks, block: Block | null, bytes: Uint8Array): Promise<void> {
  if (block?.type === "text" && typeof block.text === "string") addText(blocks, block.text);
  else if (block?.type === "thinking" && typeof block.thinking === "string") blocks.thoughts.push(block.thinking);
  else if (block?.type === "redacted_thinking") blocks.sealedThoughts += 1;
  else if (block && CALLS.has(block.type)) blocks.calls.push(await callOf(block, bytes));
  else if (block?.type.endsWith("tool_result")) blocks.results.push(await readResult(block, bytes));
  else if (block?.type === "file" && typeof block.path === "string" && typeof block.content === "string")
    blocks.said.push(`${block.path}\n${block.content}`);
  else blocks.said.push(decodeView(bytes));
}

function addText(blocks: Blocks, text: string): void {
  if (text === "") return;
  if (SURROUNDINGS.test(text)) blocks.surroundings.push(text);
  else {
    blocks.said.push(text);
    blocks.words.push(text);
  }
}

async function callOf(block: Block, bytes: Uint8Array): Promise<Call> {
  const input = await memberSlice(bytes, "input");
  return { id: block.id || null, name: block.name || "tool", text: input ? decodeView(input.bytes) : "{}" };
}
