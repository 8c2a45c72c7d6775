import type { Command } from "commander";
import { AppError } from "../domain/errors.ts";
import { findFiles } from "./find-files.ts";
import { withOperator } from "./operator.ts";
import { openOutput, printable } from "./output.ts";

type Options = { project?: string; format: string; json?: boolean };

const WIDEST_NAME = 60;

export function importCommand(program: Command): void {
  program
    .command("import")
    .description("import agent runs: files, and every file of a folder")
    .argument("<paths...>", "files and folders")
    .option("--project <slug>", "the project they go to (default: the only one, or the demo)")
    .option("--format <id>", "auto: each file is recognised by what is in it", "auto")
    .option("--json", "one JSON object a file, then a summary")
    .action(importPaths);
}

/** Everything that is wrong with what was typed is said before the first file is taken. */
async function importPaths(paths: string[], { project, format, json }: Options): Promise<void> {
  if (format !== "auto")
    throw new AppError("invalid_input", "Files are recognised by what is in them: leave --format out, or say auto.");
  const note = (sentence: string) => void process.stderr.write(`${printable(sentence)}\n`);
  const files = await findFiles(paths, note);
  const width = Math.min(WIDEST_NAME, Math.max(4, ...files.map(({ file }) => file.length)));
  const output = openOutput({
    isJson: json === true,
    columns: [
      { title: "file", width },
      { title: "format", width: 14 },
      { title: "status", width: 11 },
      { title: "runs", width: 5, align: "right" },
      { title: "steps", width: 7, align: "right" },
      { title: "remark", width: 0 },
    ],
  });
  await withOperator(async (ctx) => {
    const { importFiles } = await import("./import-files.ts");
    const { refused } = await importFiles(ctx, { project, files, output });
    if (refused > 0) process.exitCode = 1;
  });
}
