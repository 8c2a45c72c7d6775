import type { Command } from "commander";
import { profiles } from "../exporters/registry.ts";
import { fitColumns, openOutput, plural } from "./output.ts";

export function profilesCommand(program: Command): void {
  program
    .command("profiles")
    .description("list the formats that can be exported")
    .option("--json", "one JSON object a profile, then a summary")
    .action(({ json }: { json?: boolean }) => {
      const all = profiles();
      const cells = all.map(({ id, version, description }) => [id, version, description]);
      const output = openOutput({
        isJson: json === true,
        columns: fitColumns(["id", "version", "description"], cells),
      });
      for (const [at, profile] of all.entries()) output.row(profile, cells[at] ?? []);
      output.summary({ profiles: all.length }, `${plural(all.length, "profile")}.`);
    });
}
