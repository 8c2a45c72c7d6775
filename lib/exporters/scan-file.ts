import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

export type ScannedFile = {
  sha256: string;
  bytes: number;
  /** Line feeds. */
  lines: number;
  endsWithLine: boolean;
};

const LINE_FEED = 0x0a;

/** Reads a file once, whatever its size: its hash, its bytes, its lines. */
export async function scanFile(file: string): Promise<ScannedFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  let lines = 0;
  let last = LINE_FEED;
  for await (const chunk of createReadStream(file)) {
    const part: Buffer = chunk;
    hash.update(part);
    bytes += part.length;
    for (let at = part.indexOf(LINE_FEED); at !== -1; at = part.indexOf(LINE_FEED, at + 1)) lines += 1;
    last = part.at(-1) ?? last;
  }
  return { sha256: hash.digest("hex"), bytes, lines, endsWithLine: last === LINE_FEED };
}
