import type { Command } from "commander";
import { formats } from "../importers/registry.ts";
import { fitColumns, openOutput, plural } from "./output.ts";

export function formatsCommand(program: Command): void {
  program
    .command("formats")
    .description("list the formats that can be imported")
    .option("--json", "one JSON object a format, then a summary")
    .action(({ json }: { json?: boolean }) => {
      const all = formats();
      const cells = all.map(({ id, version, proven, description }) => [
        id,
        version,
        proven ? "yes" : "not yet",
        description,
      ]);
      const output = openOutput({
        isJson: json === true,
        columns: fitColumns(["id", "version", "proven", "description"], cells),
      });
      for (const [at, format] of all.entries()) output.row(format, cells[at] ?? []);
      const proven = all.filter((format) => format.proven).length;
      output.summary({ formats: all.length, proven }, `${plural(proven, "format")} read from real files.`);
    });
}
