import type { Json } from "../domain/json.ts";
import type { ExportRecord } from "./record.ts";

/** One row of a profile: its JSON text in pieces, without a line feed. */
export type ProfileRow = {
  text: AsyncIterable<string>;
  /** What the format could not carry, as stable reasons; asked once the text has been read. */
  lossy: () => readonly string[];
};

/** What a profile makes of one run: rows, or a stable reason why it has none. Never neither. */
export type Projection = { rows: AsyncIterable<ProfileRow> } | { rejected: string };

/**
 * One training format: a pure, versioned projection of records. The same record and version give the same bytes;
 * no clock, no random, no locale.
 */
export interface Profile {
  /** Stable, kebab-case; also the name of its data file. */
  readonly id: string;
  /** Rises whenever the same record would give other bytes. */
  readonly version: string;
  readonly label: string;
  /** One line for `profiles`. */
  readonly description: string;
  /** What the profile was fixed to, such as a cut; part of the manifest. */
  readonly options: Readonly<Record<string, Json>>;
  /** Never drops a run silently: what cannot be a row is `rejected`, what is lost is named by `lossy`. */
  project(record: ExportRecord): Promise<Projection>;
}
