import type { Command } from "commander";
import { profileById, profiles } from "../exporters/registry.ts";
import { AppError } from "../domain/errors.ts";
import { chooseProject } from "./choose-project.ts";
import { asUsage, withOperator } from "./operator.ts";
import { openOutput, plural } from "./output.ts";

type Options = { profile: string; out: string; dataset: string; project?: string; json?: boolean };

export function exportCommand(program: Command): void {
  program
    .command("export")
    .description("write a frozen dataset for a trainer or an archive into a new folder")
    .requiredOption("--dataset <name>", "its newest version, or one of them as name@2")
    .requiredOption("--profile <id>", "the format (runtape profiles lists them)")
    .requiredOption("--out <dir>", "the folder; empty, or not there yet")
    .option("--project <slug>", "the project (default: the only one, or the demo)")
    .option("--json", "one JSON object a file, then a summary")
    .action(writeExport);
}

async function writeExport({ profile, out, dataset, project, json }: Options): Promise<void> {
  if (!profileById(profile)) {
    const known = profiles()
      .map(({ id }) => id)
      .join(", ");
    throw new AppError("invalid_input", `There is no profile "${profile}". Choose one of: ${known}.`);
  }
  const output = openOutput({
    isJson: json === true,
    columns: [
      { title: "file", width: 24 },
      { title: "bytes", width: 12, align: "right" },
      { title: "rows", width: 8, align: "right" },
      { title: "sha256", width: 64 },
    ],
  });
  await withOperator(async (ctx) => {
    const { exportToFolder } = await import("../services/exports/export-to-folder.ts");
    const { id: projectId } = await chooseProject(ctx, project);
    const order = { projectId, profile, dataset, dir: out };
    const written = await exportToFolder(ctx, order).catch((error: unknown) => {
      throw asUsage(error);
    });
    const { exportId, rows, rejected, lossy, contentSha256, dir } = written;
    for (const { name, sizeBytes, rows: rowsIn, sha256 } of written.files) {
      const cells = [name, String(sizeBytes), rowsIn === null ? "-" : String(rowsIn), sha256];
      output.row({ file: name, bytes: sizeBytes, rows: rowsIn, sha256 }, cells);
    }
    const files = written.files.map(({ name, sizeBytes, sha256 }) => ({ name, sizeBytes, sha256 }));
    output.summary(
      { exportId, profile, rows, rejected, lossy, files, contentSha256, dir },
      `${plural(rows, "row")} in ${dir}${reasons("rejected", rejected)}${reasons("lossy", lossy)}. Check any copy with: runtape verify ${dir}`,
    );
  });
}

function reasons(what: string, counts: Record<string, number>): string {
  const parts = Object.entries(counts).map(([reason, count]) => `${count} ${reason}`);
  return parts.length === 0 ? "" : `; ${what}: ${parts.join(", ")}`;
}
