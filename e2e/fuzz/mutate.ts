import { concatBytes } from "../../lib/importers/json/bytes.ts";

/** A file to start from. */
export type Seed = { name: string; bytes: Uint8Array };

/** Whole numbers from 0 below `n`. */
export type Dice = (n: number) => number;

/** JSON values that readers trip over, put in the place of any value. */
const NASTY_VALUES = [
  "null true -1 0 -0 0.5 1e400 -1e400 1e18 2147483648 4294967296 9007199254740993 1e-7 [] {} [[]] [{}] [null]".split(
    " ",
  ),
  ['""', '"12"', '"-1"', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"__proto__"', '"null"', '"{}"', '"[1"'],
  ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"length":4294967295}'],
  ['"9999-12-31T23:59:59-14:00"', '"0000-01-01T00:00:00Z"', '"2024-02-30T00:00:00Z"', '"275761-01-01T00:00:00Z"'],
  [`"${"x".repeat(5000)}"`, `"${"\\n".repeat(500)}"`, `${"[".repeat(250)}${"]".repeat(250)}`, "1".repeat(400)],
].flat();

/** Keys that must stay data. */
const NASTY_KEYS = [
  ..."__proto__ constructor prototype hasOwnProperty toString then toJSON $where length 0 -1".split(" "),
  "a.__proto__.b",
  "hasOwnProperty.call",
  "[0].constructor",
  "",
  "\\u0000",
  "\\ud800",
];

const NOISE = ['"', "\\", "{", "}", "[", "]", ",", ":", "\n", "\r", "\0", "\u2028", "\ufeff", "é", "😀", "\u001b[31m"];

const bytesOf = (text: string) => new TextEncoder().encode(text);
const pick = <Item>(items: readonly Item[], dice: Dice, fallback: Item): Item => items[dice(items.length)] ?? fallback;

/** A range of at most `most` bytes. */
function range(length: number, dice: Dice, most: number): { from: number; to: number } {
  const from = dice(length + 1);
  return { from, to: Math.min(length, from + dice(Math.min(most, length) + 1)) };
}

function replaced(bytes: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array {
  return concatBytes([bytes.subarray(0, from), by, bytes.subarray(to)]);
}

type Mutator = (bytes: Uint8Array, dice: Dice, other: Uint8Array) => Uint8Array;

const flipBits: Mutator = (bytes, dice) => {
  const flipped = bytes.slice();
  for (let left = 1 + dice(4); left > 0; left -= 1) {
    const at = dice(Math.max(1, flipped.length));
    flipped[at] = (flipped[at] ?? 0) ^ (1 << dice(8));
  }
  return flipped;
};

const insert: Mutator = (bytes, dice) => {
  const at = dice(bytes.length + 1);
  const noise = dice(3) === 0 ? Uint8Array.of(dice(256), dice(256)) : bytesOf(pick(NOISE, dice, '"'));
  return replaced(bytes, at, at, noise);
};

const remove: Mutator = (bytes, dice) => {
  const { from, to } = range(bytes.length, dice, dice(2) === 0 ? 4 : 4096);
  return replaced(bytes, from, to, new Uint8Array());
};

const truncate: Mutator = (bytes, dice) => bytes.slice(0, dice(bytes.length + 1));

const double: Mutator = (bytes, dice) => {
  const { from, to } = range(bytes.length, dice, 4096);
  return replaced(bytes, to, to, bytes.slice(from, to));
};

const splice: Mutator = (bytes, dice, other) => {
  const { from, to } = range(other.length, dice, 4096);
  const at = dice(bytes.length + 1);
  return replaced(bytes, at, dice(2) === 0 ? at : bytes.length, other.slice(from, to));
};

/** Changes a digit, or takes a quote away. */
const tamper: Mutator = (bytes, dice) => {
  const start = dice(bytes.length + 1);
  for (let at = start; at < Math.min(bytes.length, start + 400); at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x30 && byte <= 0x39)
      return replaced(bytes, at, at + dice(2), bytesOf(pick(["9", "-", "1e", ".", "99999999999"], dice, "9")));
    if (byte === 0x22 && dice(4) === 0)
      return replaced(bytes, at, at + 1, bytesOf(pick(["", "'", '\\"', '""'], dice, "")));
  }
  return bytes;
};

/** Puts a hard value where a member's value stands. */
const swapValue: Mutator = (bytes, dice) => {
  const colon = bytes.indexOf(0x3a, dice(bytes.length + 1));
  if (colon < 0) return bytes;
  const from = colon + (bytes[colon + 1] === 0x20 ? 2 : 1);
  return replaced(bytes, from, endOfValue(bytes, from), bytesOf(pick(NASTY_VALUES, dice, "null")));
};

/** Gives an object one more member with a hard name. */
const addMember: Mutator = (bytes, dice) => {
  const open = bytes.indexOf(0x7b, dice(bytes.length + 1));
  if (open < 0) return bytes;
  const member = `"${pick(NASTY_KEYS, dice, "")}":${pick(NASTY_VALUES, dice, "null")},`;
  return replaced(bytes, open + 1, open + 1, bytesOf(member));
};

/** Moves whole lines: one doubled, dropped, or two in the wrong order. */
const moveLines: Mutator = (bytes, dice) => {
  const start = bytes.indexOf(0x0a, dice(bytes.length + 1)) + 1;
  const middle = bytes.indexOf(0x0a, start) + 1;
  const end = bytes.indexOf(0x0a, middle) + 1;
  if (start === 0 || middle === 0 || end === 0) return bytes;
  const [first, second] = [bytes.slice(start, middle), bytes.slice(middle, end)];
  const kind = dice(3);
  const by = kind === 0 ? concatBytes([second, first]) : kind === 1 ? second : concatBytes([first, first, second]);
  return replaced(bytes, start, end, by);
};

const MUTATORS = [
  flipBits,
  insert,
  remove,
  truncate,
  double,
  splice,
  tamper,
  swapValue,
  swapValue,
  addMember,
  moveLines,
];

/** Where the value ends that begins at `from`; a guess, since the text may be no JSON. */
function endOfValue(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let isString = false;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (isString && byte === 0x5c) at += 1;
    else if (byte === 0x22) isString = !isString;
    if (isString) continue;
    if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if ((byte === 0x7d || byte === 0x5d) && depth === 0) return at;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    else if (byte === 0x2c && depth === 0) return at;
    if (depth === 0 && (byte === 0x7d || byte === 0x5d || byte === 0x22) && at > from) return at + 1;
  }
  return bytes.length;
}

/** Bytes after which a file of lines is cut, so that many more cases fit into a minute. */
const WINDOW_BYTES = 48 * 1024;

/** A part of a long file of lines: its beginning, which names the format, and lines from anywhere. */
function windowed(bytes: Uint8Array, dice: Dice): Uint8Array {
  if (bytes.length <= WINDOW_BYTES || dice(8) === 0) return bytes;
  const head = bytes.indexOf(0x0a) + 1;
  const from = bytes.indexOf(0x0a, head + dice(bytes.length - head)) + 1;
  if (head === 0 || from === 0 || head > WINDOW_BYTES) return bytes;
  return concatBytes([bytes.slice(0, head), bytes.slice(from, from + WINDOW_BYTES)]);
}

/** A case: a seed with one to six faults. The same dice give the same bytes. */
export function mutate(seeds: readonly Seed[], dice: Dice): Seed {
  const seed = seeds[dice(seeds.length)] ?? { name: "empty", bytes: new Uint8Array() };
  const other = seeds[dice(seeds.length)]?.bytes ?? seed.bytes;
  let bytes = windowed(seed.bytes, dice);
  for (let left = 1 + dice(dice(3) === 0 ? 6 : 2); left > 0; left -= 1)
    bytes = pick(MUTATORS, dice, flipBits)(bytes, dice, other);
  return { name: seed.name, bytes };
}
