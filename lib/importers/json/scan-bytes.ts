import type { ScanError, ScanFacts, ScanLimits } from "./scan-facts.ts";
import type { ScanWatcher } from "./scan-watcher.ts";
import { JsonScanner } from "./scanner.ts";
import { SNIFF_BYTES, sniffForeign, withSniffableHead } from "./sniff.ts";

export type ScanResult = { error: ScanError | null; facts: ScanFacts };

/** A scanner that looks at the first bytes before it reads them as JSON: binary files and UTF-16 get their own answer. */
export class SniffingScanner {
  private readonly scanner: JsonScanner;
  private foreign: ScanError | null = null;
  private isFirst = true;

  constructor(limits: Partial<ScanLimits> = {}, watcher?: ScanWatcher) {
    this.scanner = new JsonScanner(limits, watcher);
  }

  get error(): ScanError | null {
    return this.foreign ?? this.scanner.error;
  }

  get facts(): ScanFacts {
    return this.scanner.facts;
  }

  /** The first chunk should hold `SNIFF_BYTES` bytes or the whole text. */
  push(chunk: Uint8Array): void {
    if (this.isFirst) this.sniff(chunk);
    this.isFirst = false;
    if (this.foreign === null) this.scanner.push(chunk);
  }

  end(): ScanResult {
    const error = this.foreign ?? this.scanner.end();
    return { error, facts: this.scanner.facts };
  }

  private sniff(chunk: Uint8Array): void {
    const foreign = sniffForeign(chunk.subarray(0, SNIFF_BYTES));
    if (foreign)
      this.foreign = { code: foreign.code, place: { byteOffset: 0, line: 1, path: null }, detail: foreign.name };
  }
}

/** Scans one JSON text held in memory, such as a line or a JSON string inside JSON. */
export function scanBytes(bytes: Uint8Array, limits: Partial<ScanLimits> = {}): ScanResult {
  const scanner = new SniffingScanner(limits);
  if (bytes.length > 0) scanner.push(bytes);
  return scanner.end();
}

/** Scans a streamed JSON text to its end or its first error, with flat memory. */
export async function scanStream(
  bytes: AsyncIterable<Uint8Array>,
  limits: Partial<ScanLimits> = {},
): Promise<ScanResult> {
  const scanner = new SniffingScanner(limits);
  for await (const chunk of withSniffableHead(bytes)) {
    scanner.push(chunk);
    if (scanner.error !== null) break;
  }
  return scanner.end();
}
