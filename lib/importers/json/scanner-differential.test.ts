import { describe, expect, it } from "vitest";
import { seededRandom } from "../../domain/seeded-random.ts";
import { JsonScanner } from "./scanner.ts";

const DOCUMENTS = 2_000;
const CHUNK_SIZES = [1, 2, 3, 4, 5, 6, 7, 1 << 20];

const next = seededRandom(20_261_120);
const random = (below: number) => Math.floor(next() * below);
const pick = <Item>(items: readonly Item[], fallback: Item): Item => items[random(items.length)] ?? fallback;
const STRINGS = [
  '""',
  '"a"',
  '"\\n\\t\\"\\\\\\/"',
  '"\\u0041"',
  '"\\ud83d\\ude00"',
  '"\\ud83d"',
  '"\\udc00"',
  '"\\u0000"',
  '"é漢😀"',
  '"__proto__"',
];
const NUMBERS = ["0", "-0", "12", "-3.25", "1e5", "1E-7", "2.5e+3", "1e400", "9007199254740993", "0.1"];
const SPACES = ["", "", "", " ", "\n", "\r\n", "\t "];
const NOISE = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "0",
  "1",
  "-",
  ".",
  "e",
  "t",
  "u",
  "\n",
  " ",
  "\0",
  "\u0001",
  "é",
  "\ufeff",
  "//",
  "NaN",
];

function value(depth: number): string {
  const kind = random(depth > 3 ? 3 : 6);
  const gap = () => pick(SPACES, "");
  if (kind === 0) return pick(STRINGS, '""');
  if (kind === 1) return pick(NUMBERS, "0");
  if (kind === 2) return pick(["true", "false", "null"], "null");
  const items = Array.from({ length: random(4) }, () => value(depth + 1));
  if (kind < 5) return `[${gap()}${items.join(`${gap()},${gap()}`)}${gap()}]`;
  const members = items.map((item) => `${gap()}${pick(STRINGS, '""')}${gap()}:${gap()}${item}${gap()}`);
  return `{${members.length === 0 ? gap() : members.join(",")}}`;
}

function mutated(bytes: Uint8Array): Uint8Array {
  const at = random(bytes.length + 1);
  const noise = random(12) === 0 ? Uint8Array.of(0x80 + random(128)) : new TextEncoder().encode(pick(NOISE, ","));
  const kind = random(5);
  if (kind === 0) return joined(bytes.subarray(0, at), bytes.subarray(at + 1));
  if (kind === 1) return bytes.slice(0, at);
  if (kind === 2) return joined(bytes.subarray(0, at), noise, bytes.subarray(at + 1));
  if (kind === 3) return joined(bytes.subarray(0, at), noise, bytes.subarray(at));
  return joined(bytes, bytes.subarray(at));
}

function joined(...pieces: Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => Array.from(piece)));
}

function document(): Uint8Array {
  let bytes: Uint8Array = new TextEncoder().encode(`${pick(SPACES, "")}${value(0)}${pick(SPACES, "")}`);
  for (let left = random(4); left > 0; left -= 1) bytes = mutated(bytes);
  return bytes;
}

function scanned(bytes: Uint8Array, size: number): JsonScanner {
  const scanner = new JsonScanner();
  for (let at = 0; at < bytes.length; at += size) scanner.push(bytes.slice(at, at + size));
  scanner.end();
  return scanner;
}

type Truth = { nodes: number; depth: number; hasLoneSurrogate: boolean; hasNul: boolean; hasBadUtf8: boolean };

function truth(bytes: Uint8Array): Truth | null {
  const text = new TextDecoder().decode(bytes);
  const found: Truth = { nodes: 0, depth: 0, hasLoneSurrogate: false, hasNul: false, hasBadUtf8: false };
  const see = (words: string) => {
    found.hasLoneSurrogate ||= !words.isWellFormed();
    found.hasNul ||= words.includes("\0");
  };
  const walk = (node: unknown, depth: number): void => {
    found.nodes += 1;
    if (typeof node === "string") see(node);
    if (typeof node !== "object" || node === null) return;
    found.depth = Math.max(found.depth, depth + 1);
    for (const [key, child] of Object.entries(node)) {
      if (!Array.isArray(node)) see(key);
      walk(child, depth + 1);
    }
  };
  try {
    walk(JSON.parse(text), 0);
  } catch {
    return null;
  }
  found.hasBadUtf8 = !isFatallyDecodable(bytes);
  return found;
}

function isFatallyDecodable(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

describe("against JSON.parse", () => {
  const corpus = Array.from({ length: DOCUMENTS }, document);
  const show = (bytes: Uint8Array) => JSON.stringify(new TextDecoder().decode(bytes));

  it(`agrees on ${DOCUMENTS} mutated documents`, () => {
    let accepted = 0;
    for (const bytes of corpus) {
      const { error, facts } = scanned(bytes, 1 << 20);
      const expected = truth(bytes);
      expect(error === null, show(bytes)).toBe(expected !== null);
      if (expected === null) continue;
      accepted += 1;
      expect(facts.maxDepth >= expected.depth, show(bytes)).toBe(true);
      expect(facts.invalidUtf8.count > 0, show(bytes)).toBe(expected.hasBadUtf8);
      // JSON.parse drops the first value of a doubled key, so only then may it know less than the scan.
      expect(facts.nodes > expected.nodes, show(bytes)).toBe(facts.duplicateKeys.count > 0);
      if (facts.duplicateKeys.count > 0) continue;
      expect(facts.maxDepth, show(bytes)).toBe(expected.depth);
      expect(facts.loneSurrogates.count > 0, show(bytes)).toBe(expected.hasLoneSurrogate);
      expect(facts.nulEscapes.count > 0, show(bytes)).toBe(expected.hasNul);
    }
    expect(accepted).toBeGreaterThan(DOCUMENTS / 5);
    expect(accepted).toBeLessThan((DOCUMENTS * 4) / 5);
  });

  it("gives the same facts, errors and places at every chunk size", () => {
    for (const bytes of corpus) {
      const whole = scanned(bytes, 1 << 20);
      for (const size of CHUNK_SIZES) {
        const split = scanned(bytes, size);
        expect(split.error, show(bytes)).toEqual(whole.error);
        expect({ ...split.facts, sizeBytes: 0 }, show(bytes)).toEqual({ ...whole.facts, sizeBytes: 0 });
      }
    }
  });

  it("counts as many ill-formed sequences as a decoder replaces", () => {
    for (let round = 0; round < 500; round += 1) {
      const noise = Uint8Array.from({ length: 12 }, () => (random(3) === 0 ? 0x61 : 0x80 + random(128)));
      const replaced = new TextDecoder("utf-8", { ignoreBOM: true }).decode(noise).split("�").length - 1;
      const real = countOf(noise, [0xef, 0xbf, 0xbd]);
      const { facts } = scanned(joined(Uint8Array.of(0x22), noise, Uint8Array.of(0x22)), 5);
      expect(facts.invalidUtf8.count).toBe(replaced - real);
    }
  });
});

function countOf(bytes: Uint8Array, wanted: readonly number[]): number {
  return Array.from(bytes).filter((_, at) => wanted.every((byte, offset) => bytes[at + offset] === byte)).length;
}
