import { createReadStream } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { chooseProject } from "./choose-project.ts";
import { findFiles } from "./find-files.ts";
import { withOperator } from "./operator.ts";
import { openOutput, plural, printable } from "./output.ts";

type Options = { project?: string; json?: boolean };

export function annotationsCommand(program: Command): void {
  const annotations = program.command("annotations").description("labels that were given elsewhere");
  annotations
    .command("import")
    .description("bring labels in: annotations JSONL, or the label files of data sets that are known")
    .argument("<files...>", "files and folders")
    .option("--project <slug>", "the project of the runs (default: the only one, or the demo)")
    .option("--json", "one JSON object a file, then a summary")
    .action(importLabels);
}

async function importLabels(paths: string[], { project, json }: Options): Promise<void> {
  const note = (sentence: string) => void process.stderr.write(`${printable(sentence)}\n`);
  const files = await findFiles(paths, note);
  const output = openOutput({
    isJson: json === true,
    columns: [
      { title: "file", width: 44 },
      { title: "format", width: 14 },
      { title: "labels", width: 7, align: "right" },
      { title: "stored", width: 7, align: "right" },
      { title: "same", width: 6, align: "right" },
      { title: "failed", width: 7, align: "right" },
      { title: "runs", width: 5, align: "right" },
    ],
  });
  await withOperator(async (ctx) => {
    const { importAnnotations } = await import("../services/external-labels/import-annotations.ts");
    const { isAppError } = await import("../domain/errors.ts");
    const { slug } = await chooseProject(ctx, project);
    const sum = { files: 0, labels: 0, stored: 0, unchanged: 0, failed: 0 };
    for (const { file, name } of files) {
      try {
        const report = await importAnnotations(ctx, { project: slug, name, bytes: createReadStream(file) });
        const { format, labels, stored, unchanged, failed, runs } = report;
        output.row({ file, ...report }, [
          file,
          format ?? "-",
          ...[labels, stored, unchanged, failed, runs].map(String),
        ]);
        for (const { message } of report.problems.slice(0, 5)) output.note(`${path.basename(file)}: ${message}`);
        sum.files += 1;
        sum.labels += labels;
        sum.stored += stored;
        sum.unchanged += unchanged;
        sum.failed += failed;
      } catch (error) {
        if (!isAppError(error)) throw error;
        output.row({ file, error: error.message }, [file, "-", "0", "0", "0", "0", "0"]);
        output.note(error.message);
        sum.failed += 1;
      }
    }
    output.summary(
      sum,
      `${plural(sum.labels, "label")} of ${plural(sum.files, "file")}: ${sum.stored} stored, ${sum.unchanged} here already, ${sum.failed} failed.`,
    );
    if (sum.failed > 0) process.exitCode = 1;
  });
}
