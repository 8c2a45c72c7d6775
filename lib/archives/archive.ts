import type { ImportProblem } from "../domain/record/import-outcome.ts";

/** Bytes that may be read anywhere: an upload on disk, an object in a bucket. Ranges are half-open. */
export type Source = {
  sizeBytes: number;
  read(range?: { start: number; end: number }): AsyncIterable<Uint8Array>;
};

/**
 * One thing in an archive, in its order. `name` is a label and never becomes a path. A `file` must be read, or left,
 * before the next one is asked for; reading it may throw `ArchiveFault`.
 */
export type Entry =
  | { type: "file"; name: string; bytes: AsyncIterable<Uint8Array> }
  | { type: "refused"; name: string; problem: ImportProblem };

/** The archive cannot be read on. What came out of it before stands. */
export class ArchiveFault extends Error {
  override readonly name = "ArchiveFault";
  constructor(readonly problem: ImportProblem) {
    super(problem.message);
  }
}

/** Files in one archive; real exports of whole benchmarks stay far below. */
export const MAX_ENTRIES = 200_000;
/** What may come out of one archive, in bytes. */
export const MAX_UNPACKED_BYTES = 64 * 1024 ** 3;
/** From here on the ratio counts: a small file may be all one letter. */
const RATIO_FROM_BYTES = 32 * 1024 ** 2;
const MAX_RATIO = 100;

/** A problem of an archive or an entry; `message` is a sentence with the reason and the next step. */
export function archiveProblem(
  severity: "quarantine" | "reject",
  code: string,
  reason: string,
  nextStep: string,
): ImportProblem {
  return { severity, code, message: `${reason}. ${nextStep}`, line: null, path: null, byteOffset: null };
}

/**
 * Counts what comes out against what went in, and throws `ArchiveFault` when it is more than an archive of runs gives:
 * over 100 to 1, or over the cap.
 */
export class RatioGuard {
  packed = 0;
  #unpacked = 0;

  /** The bytes as they pass. */
  async *watch(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      this.#unpacked += chunk.length;
      this.#check();
      yield chunk;
    }
  }

  #check(): void {
    const isBomb = this.#unpacked > RATIO_FROM_BYTES && this.#unpacked > MAX_RATIO * this.packed;
    if (!isBomb && this.#unpacked <= MAX_UNPACKED_BYTES) return;
    const reason = isBomb
      ? `More than ${MAX_RATIO} times its size came out of this archive, as out of one made to fill a disk`
      : "More came out of this archive than one import may hold";
    throw new ArchiveFault(
      archiveProblem("reject", "too-large", reason, "Send the files themselves, or in smaller archives."),
    );
  }
}

/** Refuses the next file when there are too many. */
export function checkEntryCount(count: number): void {
  if (count <= MAX_ENTRIES) return;
  const reason = `This archive holds more than ${MAX_ENTRIES} files`;
  throw new ArchiveFault(archiveProblem("reject", "too-large", reason, "Split it and send the parts."));
}

/** An archive inside an archive is not opened. */
export function nestedArchiveProblem(): ImportProblem {
  return archiveProblem(
    "reject",
    "nested-archive",
    "This is an archive inside an archive, which is not opened",
    "Unpack the outer one and send this one by itself.",
  );
}
