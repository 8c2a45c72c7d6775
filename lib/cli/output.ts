import type { Writable } from "node:stream";

export type Tone = "good" | "warning" | "bad" | "quiet";
export type Cell = string | { text: string; tone: Tone };
export type Column = { title: string; width: number; align?: "left" | "right" };

export type Output = {
  /** One finished thing: its record as a JSON line, or its cells as a line of the table. */
  row(record: object, cells: readonly Cell[]): void;
  /** The end: `{"summary": ...}`, or one sentence. */
  summary(record: object, sentence: string): void;
  /** Something a person should know that is no result; always on stderr. */
  note(sentence: string): void;
};

type Terminal = Writable & { isTTY?: boolean };
type Options = { isJson: boolean; columns: readonly Column[]; out?: Terminal; err?: Writable };

const CODES: Record<Tone, number> = { good: 32, warning: 33, bad: 31, quiet: 2 };
const GAP = "  ";

/** Where a command says what it did: JSON lines for programs, an aligned table for people; colours on a terminal only. */
export function openOutput({ isJson, columns, out = process.stdout, err = process.stderr }: Options): Output {
  const hasColours = out.isTTY === true && !process.env.NO_COLOR;
  let isOpen = false;
  const line = (cells: readonly Cell[]) =>
    cells.map((cell, at) => paint(cell, columns[at], at === cells.length - 1, hasColours)).join(GAP);
  return {
    row(record, cells) {
      if (isJson) return void out.write(`${JSON.stringify(record)}\n`);
      if (!isOpen) out.write(`${line(columns.map(({ title }) => ({ text: title, tone: "quiet" })))}\n`);
      isOpen = true;
      out.write(`${line(cells)}\n`);
    },
    summary(record, sentence) {
      if (isJson) return void out.write(`${JSON.stringify({ summary: record })}\n`);
      if (isOpen) out.write("\n");
      out.write(`${printable(sentence)}\n`);
    },
    note: (sentence) => void err.write(`${printable(sentence)}\n`),
  };
}

/** Columns as wide as what stands in them. */
export function fitColumns(titles: readonly string[], rows: readonly (readonly string[])[]): Column[] {
  return titles.map((title, at) => ({
    title,
    width: Math.max(title.length, ...rows.map((row) => printable(row[at] ?? "").length)),
  }));
}

/** A count with its noun: "1 file", "2 files". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A name from a disk or a file may hold anything; on a terminal it may not move the cursor or hide its order. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

function paint(cell: Cell, column: Column | undefined, isLast: boolean, hasColours: boolean): string {
  const { text, tone } = typeof cell === "string" ? { text: cell, tone: null } : cell;
  const shown = printable(text);
  const width = column?.width ?? 0;
  const padded = column?.align === "right" ? shown.padStart(width) : isLast ? shown : shown.padEnd(width);
  return tone === null || !hasColours ? padded : `\u001b[${CODES[tone]}m${padded}\u001b[0m`;
}
