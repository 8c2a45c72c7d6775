import type { Format } from "../../lib/importers/registry.ts";
import type { FileReading } from "./read-data.ts";

const HEAD = ["format", "id", "proven", "files", "runs", "steps", "actions", "unknown records", "seconds"] as const;
const NOTHING = "-";
const COUNTS = ["runs", "steps", "actions", "unknownRecords"] as const;

/** The README's table: a row a format in the registry's order, then the sum of those that real files have proven. */
export function formatTable(formats: readonly Format[], readings: readonly FileReading[]): string {
  const rows = formats.map(({ id, label, proven }) => {
    const own = readings.filter(({ formatId }) => formatId === id);
    return row([label, `\`${id}\``, proven ? "yes" : "unproven"], own);
  });
  const proven = new Set(formats.filter((format) => format.proven).map(({ id }) => id));
  const counted = readings.filter(({ formatId }) => formatId !== null && proven.has(formatId));
  return [line(HEAD), line(HEAD.map(() => "---")), ...rows, row(["all proven", NOTHING, NOTHING], counted)].join("\n");
}

function row(names: readonly string[], readings: readonly FileReading[]): string {
  if (readings.length === 0) return line([...names, ...HEAD.slice(names.length).map(() => NOTHING)]);
  const sum = (of: (reading: FileReading) => number) => readings.reduce((total, each) => total + of(each), 0);
  const counts = COUNTS.map((name) => String(sum((reading) => reading[name])));
  return line([...names, String(readings.length), ...counts, sum(({ seconds }) => seconds).toFixed(1)]);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** The files that are no runs, a line a reason. */
export function noRunList(readings: readonly FileReading[]): string {
  const byReason = new Map<string, string[]>();
  for (const { name, reason } of readings)
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  return [...byReason].map(([reason, names]) => `${names.length} × ${reason}\n${indented(names)}`).join("\n");
}

function indented(names: readonly string[]): string {
  return names.map((name) => `    ${name}`).join("\n");
}

export const BEGIN = "<!-- formats: npm run formats:table -- --write -->";
export const END = "<!-- /formats -->";

/** The text with what stands between the two markers replaced; throws where they are not there. */
export function betweenMarkers(text: string, table: string): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`The file has no ${BEGIN} and ${END} to write between.`);
  return `${text.slice(0, from)}${BEGIN}\n${table}\n${text.slice(to)}`;
}
