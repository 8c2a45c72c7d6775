import type { Command } from "commander";
import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { chooseProject } from "./choose-project.ts";
import { asUsage, withOperator } from "./operator.ts";
import { openOutput, plural } from "./output.ts";

type Options = { project?: string; run?: string[]; json?: boolean };

export function clearCommand(program: Command): void {
  program
    .command("clear")
    .description("let runs out: scanned under today's rules, every finding judged")
    .option("--project <slug>", "the project (default: the only one, or the demo)")
    .option("--run <id...>", "only these runs, by id (default: all that can be cleared)")
    .option("--json", "one JSON object a run that stays in, then a summary")
    .action(clear);
}

async function clear({ project, run, json }: Options): Promise<void> {
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
      { title: "stays in because", width: 60 },
    ],
  });
  await withOperator(async (ctx) => {
    const { clearRuns } = await import("../services/governance/clear-runs.ts");
    const { slug } = await chooseProject(ctx, project);
    const order = { project: slug, ...(run ? { trajectoryIds: run } : {}) };
    const { cleared, refused } = await clearRuns(ctx, order).catch((error: unknown) => {
      throw asUsage(error);
    });
    for (const { trajectoryId, runName, reason } of refused)
      output.row({ run: trajectoryId, name: runName, reason }, [runName, reason]);
    output.summary(
      { cleared, refused: refused.length },
      `${plural(cleared, "run")} cleared; ${refused.length} ${refused.length === 1 ? "stays" : "stay"} in.`,
    );
    // Named runs that stay in are a failed check; "all that can be" is not.
    if (run && refused.length > 0) process.exitCode = 1;
  });
}
