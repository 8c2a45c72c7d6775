import { createHash } from "node:crypto";
import type { Desk } from "./desk.ts";

/** What becomes of a file. */
export type Ending =
  /** Kept: raw bytes stored, runs shown. `note` is a problem that must be said. */
  | {
      end: "keep";
      note?: string;
      /** Where a file holds many records. */
      records?: { stored: number; skipped?: number; quarantined: number };
      /** New runs; as many as records are stored, or 1. A new version of a known run adds none. */
      adds?: number;
      /** Text that some field of the first run says, code unit for code unit. */
      says?: string;
    }
  /** The same bytes are here already. */
  | { end: "skip" }
  /** Raw bytes kept, the run held back for this reason. `beside`: files that came out of an archive before its fault. */
  | { end: "quar"; code: string; line?: number; beside?: number }
  /** Refused; nothing is stored. `status` is that of the upload's reply, 202 where only reading finds it out. */
  | { end: "rej"; status: number; code: string; beside?: number }
  /** An archive: what became of each file in it, in its order. */
  | { end: "open"; files: readonly (readonly [string, string | null])[] };

/** Bytes, or pieces of them where they are too many to hold. */
export type Content = string | Uint8Array | Iterable<Uint8Array>;

export type FileInput = {
  row: string;
  what: string;
  name: string;
  make: () => Content | Promise<Content>;
  expect: Ending;
  /** Files of the same project that must be there first. */
  before?: readonly { name: string; make: () => Content }[];
  /** Too much for the short form. */
  isLong?: boolean;
  /** Longest the answer may take, in ms. */
  withinMs?: number;
};

/** Something done to the studio by hand; resolves to what was wrong, or null. `needs` is what it takes. */
export type ActInput = {
  row: string;
  what: string;
  needs: "verbs" | "http";
  act: (desk: Desk) => Promise<string | null>;
  isLong?: boolean;
  withinMs?: number;
};

export type Input = FileInput | ActInput;

/** The promise: no answer takes longer. */
export const ANSWER_MS = 5_000;

export const isFile = (input: Input): input is FileInput => "make" in input;

/** Pieces of a content; strings are UTF-8. */
export function piecesOf(content: Content): Iterable<Uint8Array> {
  if (typeof content === "string") return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : content;
}

export function sha256Of(content: Content): string {
  const hash = createHash("sha256");
  for (const piece of piecesOf(content)) hash.update(piece);
  return hash.digest("hex");
}
