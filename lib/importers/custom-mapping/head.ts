import { parseValue } from "../json/document.ts";
import { concatBytes } from "../json/bytes.ts";
import { rootKind } from "../json/root-kind.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import type { ScanWatcher } from "../json/scan-watcher.ts";
import { JsonScanner } from "../json/scanner.ts";
import { sniffForeign } from "../json/sniff.ts";

/** What the beginning of a JSON file shows: several lines are records of their own, else it is one document. */
export type Head = {
  /** True where a second line follows a whole first one; false where the document goes on over lines. Null: cannot be told. */
  isLines: boolean | null;
  /** The records that have begun, the last as far as it goes. */
  records: { value: unknown; bytes: Uint8Array }[];
};

const LF = 0x0a;
const MAX_RECORDS = 20;

/** Reads the beginning of a file, which may end anywhere; null where it is no JSON. */
export function readHead(head: Uint8Array): Head | null {
  if (sniffForeign(head) !== null) return null;
  const lines = linesOf(head);
  const [first, second] = lines;
  if (first === undefined) return null;
  const isFirstWhole = scanBytes(first).error === null && isContainer(first);
  if (isFirstWhole && second !== undefined) {
    const records = lines.slice(0, MAX_RECORDS).flatMap((line) => recordOf(line));
    return { isLines: true, records };
  }
  const records = recordOf(head);
  if (records.length === 0) return null;
  return { isLines: isFirstWhole || second === undefined ? null : false, records };
}

function linesOf(head: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < head.length && lines.length <= MAX_RECORDS; ) {
    const feed = head.indexOf(LF, from);
    const line = head.subarray(from, feed < 0 ? head.length : feed);
    if (line.some((byte) => byte > 0x20)) lines.push(line);
    from = feed < 0 ? head.length : feed + 1;
  }
  return lines;
}

function isContainer(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 0x20 && byte < 0xe0) ?? 0;
  const kind = rootKind(first);
  return kind === "object" || kind === "array";
}

function recordOf(bytes: Uint8Array): Head["records"] {
  const whole = closeJson(bytes);
  if (whole === null) return [];
  const value = parseValue(whole);
  return typeof value === "object" && value !== null ? [{ value, bytes: whole }] : [];
}

/**
 * A JSON text that may break off anywhere, cut after its last whole value and closed; null where it goes wrong before
 * any value ends, or before its end for another reason than breaking off.
 */
export function closeJson(bytes: Uint8Array): Uint8Array | null {
  const watcher = new CloseWatcher();
  const scanner = new JsonScanner({}, watcher);
  scanner.push(bytes);
  const { end, closers } = watcher;
  if (scanner.error !== null || end === 0) return null;
  return concatBytes([withoutBom(bytes.subarray(0, end)), new TextEncoder().encode(closers)]);
}

function withoutBom(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef ? bytes.subarray(3) : bytes;
}

/** Remembers where the last value ended and what is open around it. */
class CloseWatcher implements ScanWatcher {
  readonly depth = 200;
  readonly keyDepth = 0;
  end = 0;
  closers = "";
  private readonly open: string[] = [];

  valueStart(level: number, _byteStart: number, firstByte: number): void {
    this.open[level] = rootKind(firstByte) === "object" ? "}" : "]";
  }

  valueEnd(level: number, byteEnd: number): void {
    this.end = byteEnd;
    this.closers = this.open.slice(0, level).toReversed().join("");
  }
}
