// `npm run formats:table`: reads every file under ../shared/data with the importers alone and prints the README's
// table of formats, then the files that are no runs and why. `-- --write` puts the table into README.md.
import { readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { IMPORTERS } from "../../lib/importers/registry.ts";
import { betweenMarkers, formatTable, noRunList } from "./format-table.ts";
import { type FileReading, readData } from "./read-data.ts";

const root = path.resolve(import.meta.dirname, "../..");
const data = path.resolve(root, "../shared/data");
const readme = path.join(root, "README.md");

if (existsSync(data)) await main();
else {
  console.error(`There are no real files at ${data}. Put them there and run this again.`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const readings: FileReading[] = [];
  for await (const reading of readData(data)) readings.push(reading);
  const table = formatTable(IMPORTERS, readings);
  console.log(`${table}\n\nNo runs:\n${noRunList(readings)}`);
  if (process.argv.includes("--write")) await writeFile(readme, betweenMarkers(await readFile(readme, "utf8"), table));
}
