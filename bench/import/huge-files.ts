import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const MIB = 1024 * 1024;
const HUGE_STEPS = 100_000;
const HUGE_FIELD_BYTES = 64 * MIB;
const FIELD_CAP = 128 * MIB;
const FILE_CAP = 2048 * MIB;

/** A file at an edge of what is taken, and what is to become of it. */
export type HugeFile = {
  what: string;
  name: string;
  bytes: () => Iterable<string>;
  expected: { steps: number } | { status: string; problem: string; place: string } | { refusal: string };
};

export const HUGE_FILES: readonly HugeFile[] = [
  {
    what: "a session of 100,000 steps",
    name: "session.jsonl",
    bytes: session,
    expected: { steps: HUGE_STEPS },
  },
  {
    what: "a step of 64 MB",
    name: "step.jsonl",
    bytes: () => conversation([HUGE_FIELD_BYTES]),
    expected: { steps: 1 },
  },
  {
    what: "a line of more than 256 MB",
    name: "line.jsonl",
    bytes: () => conversation([FIELD_CAP - MIB, FIELD_CAP - MIB, 2 * MIB]),
    expected: { status: "rejected", problem: "too-large", place: "line 1, byte" },
  },
  {
    what: "a field of more than 128 MB",
    name: "field.jsonl",
    bytes: () => conversation([FIELD_CAP + 1]),
    expected: { status: "quarantined", problem: "too-large", place: "line 1, byte" },
  },
  {
    what: "a file of more than 2 GB",
    name: "file.json",
    bytes: () => repeated(" ", FILE_CAP + 1),
    expected: { refusal: "too_large" },
  },
];

export async function writeHuge(file: string, { bytes }: HugeFile): Promise<void> {
  await pipeline(Readable.from(bytes(), { highWaterMark: 2 }), createWriteStream(file));
}

/** A Claude Code session: a prompt, then calls with their results, so that every step but the first is an action. */
function* session(): Generator<string> {
  const shared = { sessionId: "huge-session", cwd: "/srv/shop", version: "2.1.0", isSidechain: false };
  const line = (at: number, fields: object) =>
    `${JSON.stringify({ uuid: `u${at}`, parentUuid: at === 0 ? null : `u${at - 1}`, timestamp: new Date(1_780_000_000_000 + at * 1000).toISOString(), ...shared, ...fields })}\n`;
  yield line(0, { type: "user", message: { role: "user", content: "Find out why the cart is slow." } });
  for (let at = 1; at < HUGE_STEPS; at += 1) {
    const call = { type: "tool_use", id: `t${at}`, name: "Bash", input: { command: `grep -n total part_${at}.py` } };
    const result = {
      type: "tool_result",
      tool_use_id: `t${at}`,
      content: `${at}: ${"total = price * count\n".repeat(20)}`,
    };
    yield line(2 * at - 1, { type: "assistant", message: { id: `m${at}`, role: "assistant", content: [call] } });
    yield line(2 * at, { type: "user", message: { role: "user", content: [result] } });
  }
}

/** One line that is a run, with a message of each length. */
function* conversation(lengths: readonly number[]): Generator<string> {
  for (const [at, length] of lengths.entries()) {
    yield `${at === 0 ? '{"messages":[' : '"},'}{"role":"user","content":"`;
    yield* repeated("x", length);
  }
  yield '"}]}\n';
}

function* repeated(unit: string, length: number): Generator<string> {
  const piece = unit.repeat(MIB);
  for (let left = length; left > 0; left -= MIB) yield left < MIB ? piece.slice(0, left) : piece;
}
