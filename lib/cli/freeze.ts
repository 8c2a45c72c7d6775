import type { Command } from "commander";
import { EXCLUSION_WORDS, EXCLUSIONS, parseDatasetQuery } from "../domain/datasets/dataset-query.ts";
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

async function freeze({ project, query, name, json }: Options): Promise<void> {
  const filter = parseDatasetQuery(query);
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
