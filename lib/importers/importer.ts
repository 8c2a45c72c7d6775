import type { ImportOutcome, ReadingPlace } from "../domain/record/import-outcome.ts";

/** How many leading bytes `recognise` gets at most. */
export const HEAD_BYTES = 64 * 1024;

/** One format. Everything the product knows about a foreign format is behind this seam. */
export interface Importer {
  /** Stable, kebab-case; stored with every revision. */
  readonly id: string;
  /** Rises whenever the same bytes would give other steps: a new version makes a new revision. */
  readonly version: string;
  readonly label: string;
  /** One line for `formats`. */
  readonly description: string;
  /** False while no real file of the format has been read; such formats count in no total. */
  readonly proven: boolean;
  /** Runs of the format may name each other: then `ParsedRun.links` says what they say. */
  readonly hasLinks?: true;
  /**
   * How sure the importer is that it can read the file, 0..1, from the structure of the first `HEAD_BYTES`. The name
   * may only break a tie.
   */
  recognise(head: Uint8Array, name: string): number;
  /**
   * Streams a file out as steps, then their run, run after run; problems anywhere. Never throws for what the bytes
   * hold. After a `quarantine` or `reject` problem there are no more steps and no run; a record of many that cannot
   * be read is a `failed-record` instead, and the others go on. `name` is a label, never a path to open.
   */
  read(bytes: AsyncIterable<Uint8Array>, context: ImportContext): AsyncGenerator<ImportOutcome>;
}

/**
 * `name`: the file's name as uploaded or inside its archive, folders included. A format that can begin in the middle of a
 * file calls `boundary` between two records, when everything before was handed over; given such a place as `from`, with
 * bytes that begin there, it yields what it would have yielded from there on.
 */
export type ImportContext = { name: string; boundary?: (place: ReadingPlace) => void; from?: ReadingPlace | null };
