import type { RootKind } from "./root-kind.ts";

/** A place in a source: byte offset from 0, line from 1, JSON path such as `trajectory[3].action` (null = top level). */
export type Place = { byteOffset: number; line: number; path: string | null };

/** How often something was seen and where first. */
export type Tally = { count: number; first: Place | null };

/** What a scan learns about a JSON text without building it. Complete only when the scan ended without an error. */
export type ScanFacts = {
  sizeBytes: number;
  /** The kind of the top-level value, known from its first byte. */
  root: RootKind | null;
  hasBom: boolean;
  /** Open containers at the deepest point; a bare scalar has 0. */
  maxDepth: number;
  /** Values of every kind; keys are not counted. */
  nodes: number;
  /** Bytes between the quotes of the longest string value or key, escapes as written. */
  longestStringBytes: number;
  duplicateKeys: Tally;
  /** Integers outside +-(2^53 - 1) and numbers that overflow a double. */
  unsafeNumbers: Tally;
  /** `\u0000` escapes: legal JSON that Postgres text refuses. */
  nulEscapes: Tally;
  /** Raw 0x00 bytes: never legal JSON. */
  rawNuls: Tally;
  loneSurrogates: Tally;
  /** Maximal ill-formed UTF-8 subsequences inside strings: each becomes U+FFFD in the view. */
  invalidUtf8: Tally;
};

export type ScanErrorCode =
  | "empty"
  | "syntax"
  | "truncated"
  | "trailing-data"
  | "depth"
  | "too-many-nodes"
  | "key-too-long"
  | "too-large"
  | "encoding"
  | "binary";

/** Why a scan stopped. `detail` completes a sentence about the place and never holds content of the source. */
export type ScanError = { code: ScanErrorCode; place: Place; detail: string };

export type ScanLimits = {
  depth: number;
  nodes: number;
  keysPerObject: number;
  keyBytes: number;
  stringBytes: number;
  /** One captured value: an element of a streamed list or a whole top-level member. */
  recordBytes: number;
  documentBytes: number;
};

const MIB = 1024 * 1024;

/** The most of each that a document may hold. */
export const SCAN_LIMITS: ScanLimits = {
  depth: 200,
  nodes: 5_000_000,
  keysPerObject: 500_000,
  keyBytes: 64 * 1024,
  stringBytes: 128 * MIB,
  recordBytes: 256 * MIB,
  documentBytes: 2048 * MIB,
};

const emptyTally = (): Tally => ({ count: 0, first: null });

/** Facts of a scan that has seen nothing yet. */
export function emptyFacts(): ScanFacts {
  return {
    sizeBytes: 0,
    root: null,
    hasBom: false,
    maxDepth: 0,
    nodes: 0,
    longestStringBytes: 0,
    duplicateKeys: emptyTally(),
    unsafeNumbers: emptyTally(),
    nulEscapes: emptyTally(),
    rawNuls: emptyTally(),
    loneSurrogates: emptyTally(),
    invalidUtf8: emptyTally(),
  };
}

/** Counts one sighting; the place is computed only for the first, so a hostile file cannot make it costly. */
export function count(tally: Tally, locate: () => Place): void {
  tally.count += 1;
  if (tally.first === null) tally.first = locate();
}
