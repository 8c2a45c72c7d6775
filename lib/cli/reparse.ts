import type { Command } from "commander";
import { z } from "zod";
import type { ReparseRunView, ReparseStatus } from "../api/contract/reparse.ts";
import { AppError } from "../domain/errors.ts";
import { chooseProject } from "./choose-project.ts";
import { asUsage, withOperator } from "./operator.ts";
import { openOutput, type Output, plural, type Tone } from "./output.ts";

type Options = { project?: string; format?: string; run?: string[]; force?: boolean; json?: boolean };

const TONES: Record<ReparseStatus, Tone> = {
  waiting: "quiet",
  unchanged: "quiet",
  revised: "good",
  failed: "bad",
  cancelled: "warning",
};

export function reparseCommand(program: Command): void {
  program
    .command("reparse")
    .description("read kept bytes again with today's parsers; marks go along where they match exactly")
    .option("--project <slug>", "the project (default: the only one, or the demo)")
    .option("--format <id>", "only runs of this format")
    .option("--run <id...>", "only these runs, by id")
    .option("--force", "also runs that today's parser has read already")
    .option("--json", "one JSON object a run, then a summary")
    .action(reparse);
}

async function reparse({ project, format, run, force, json }: Options): Promise<void> {
  const odd = run?.find((id) => !z.uuid().safeParse(id).success);
  if (odd !== undefined)
    throw new AppError(
      "invalid_input",
      `--run: ${odd} is no id of a run. It is in the address of the run: /runs/<id>.`,
    );
  const output = openOutput({
    isJson: json === true,
    columns: [
      { title: "run", width: 40 },
      { title: "format", width: 14 },
      { title: "parser", width: 9 },
      { title: "became", width: 9 },
      { title: "carried", width: 7, align: "right" },
      { title: "unmatched", width: 9, align: "right" },
      { title: "remark", width: 0 },
    ],
  });
  await withOperator(async (ctx) => {
    const { reparseRuns } = await import("./reparse-runs.ts");
    const { id: projectId, slug } = await chooseProject(ctx, project);
    const order = { ...(format ? { format } : {}), ...(run ? { runs: run } : {}), ...(force ? { force } : {}) };
    const done = reparseRuns(ctx, { projectId, slug, order, note: output.note });
    await tell(done, output).catch((error: unknown) => {
      throw asUsage(error);
    });
  });
}

async function tell(done: AsyncIterable<ReparseRunView>, output: Output): Promise<void> {
  const counts = { runs: 0, unchanged: 0, revised: 0, failed: 0, carried: 0, unmatched: 0 };
  for await (const view of done) {
    const { trajectoryId, runName, formatId, fromVersion, toVersion, status, carried, unmatched, problem } = view;
    counts.runs += 1;
    if (status === "unchanged" || status === "revised" || status === "failed") counts[status] += 1;
    counts.carried += carried;
    counts.unmatched += unmatched;
    output.row(
      {
        run: trajectoryId,
        name: runName,
        format: formatId,
        from: fromVersion,
        to: toVersion,
        status,
        carried,
        unmatched,
        problem,
      },
      [
        runName,
        formatId,
        `${fromVersion} > ${toVersion ?? "-"}`,
        { text: status, tone: TONES[status] },
        String(carried),
        String(unmatched),
        "",
      ],
    );
    if (problem !== null) output.note(`${runName} was not read again: ${problem}`);
  }
  const { runs, unchanged, revised, failed, carried, unmatched } = counts;
  const what = `${unchanged} unchanged, ${revised} revised, ${failed} failed`;
  const marks = `${plural(carried, "mark")} carried, ${unmatched} without a place`;
  output.summary(counts, runs === 0 ? "No run is out of date." : `${plural(runs, "run")}: ${what}. ${marks}.`);
  if (failed > 0) process.exitCode = 1;
}
