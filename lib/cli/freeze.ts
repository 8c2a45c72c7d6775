import type { Command } from "commander";
import { ZodError } from "zod";
import { DatasetQuery, EXCLUSION_WORDS, EXCLUSIONS, parseDatasetQuery } from "../domain/datasets/dataset-query.ts";
import { AppError } from "../domain/errors.ts";
import { chooseProject } from "./choose-project.ts";
import { asUsage, withOperator } from "./operator.ts";
import { openOutput, plural } from "./output.ts";

type Options = { project?: string; query: string; name: string; json?: boolean };

export function freezeCommand(program: Command): void {
  program
    .command("freeze")
    .description("freeze what a filter selects as the next version of a dataset")
    .requiredOption("--name <name>", "the dataset")
    .option("--query <filter>", "as in an address: outcome=resolved&reviewed=yes (default: all runs)", "")
    .option("--project <slug>", "the project (default: the only one, or the demo)")
    .option("--json", "one JSON object")
    .action(freeze);
}

/** The filter as typed; what is wrong with it is said in its own words. */
function readFilter(query: string): DatasetQuery {
  try {
    return parseDatasetQuery(query);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const [issue] = error.issues;
    const place = issue && issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
    const known = Object.keys(DatasetQuery.shape).join(", ");
    throw new AppError(
      "invalid_input",
      `--query: ${place}${issue?.message ?? "it cannot be read"}. It may say ${known}.`,
    );
  }
}

async function freeze({ project, query, name, json }: Options): Promise<void> {
  const filter = readFilter(query);
  const output = openOutput({ isJson: json === true, columns: [] });
  await withOperator(async (ctx) => {
    const { freezeDataset } = await import("../services/datasets/freeze-dataset.ts");
    const { slug } = await chooseProject(ctx, project);
    const version = await freezeDataset(ctx, { project: slug, name, query: filter }).catch((error: unknown) => {
      throw asUsage(error);
    });
    const { id, number, matched, excluded, itemCount, stepCount, sha256 } = version;
    const out = EXCLUSIONS.flatMap((reason) => {
      const count = excluded[reason] ?? 0;
      return count > 0 ? [`${count} ${EXCLUSION_WORDS[reason]}`] : [];
    });
    output.summary(
      { dataset: version.name, version: number, id, matched, excluded, runs: itemCount, steps: stepCount, sha256 },
      `${version.name}@${number}: ${plural(itemCount, "run")} with ${plural(stepCount, "step")} of ${matched} that fit${out.length > 0 ? ` (${out.join(", ")})` : ""}. Export it with: runtape export --dataset ${version.name}@${number} --profile trl-sft --out DIR`,
    );
  });
}
