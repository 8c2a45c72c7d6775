import { createReadStream } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { AppError } from "../domain/errors.ts";
import { chooseOrMakeProject } from "./choose-project.ts";
import { environmentFacts, type Facts, patchOf } from "./collect/environment-facts.ts";
import { type Ran, runProcess } from "./collect/run-process.ts";
import { findLogs, type LogFile, logFolders } from "./collect/watch-logs.ts";
import { withOperator } from "./operator.ts";
import { openOutput, plural } from "./output.ts";

type Options = { project?: string; test?: string; log: string[]; json?: boolean };

export function collectCommand(program: Command): void {
  program
    .command("collect")
    .description("run an agent's command and record what makes it repeatable, its tests, and its steps as they come")
    .argument("<command...>", "the command and its arguments, behind --")
    .option("--project <slug>", "the project it goes to (default: the only one, or the demo)")
    .option("--test <command>", "run by the shell afterwards; its counts are kept as a check of the run")
    .option("--log <path>", "a file or folder the tool logs to, beside those that are known", collectValues, [])
    .option("--json", "one JSON object a run, then a summary")
    .passThroughOptions()
    .action(collect);
}

function collectValues(value: string, previous: string[]): string[] {
  return [...previous, value];
}

async function collect(command: string[], { project, test, log, json }: Options): Promise<void> {
  const cwd = process.cwd();
  const folders = logFolders(log);
  const before = await findLogs(folders);
  const output = openOutput({
    isJson: json === true,
    columns: [
      { title: "run", width: 40 },
      { title: "format", width: 16 },
      { title: "status", width: 11 },
      { title: "steps", width: 7, align: "right" },
      { title: "from", width: 0 },
    ],
  });
  await withOperator(async (ctx) => {
    const { LogFollower } = await import("./collect/follow-logs.ts");
    const { keepCaptured } = await import("./collect/keep-captured.ts");
    const { slug, id: projectId } = await chooseOrMakeProject(ctx, project);
    const facts: Facts = [["command", command.join(" ")], ...(await environmentFacts(cwd))];
    const follower = new LogFollower(ctx, { project: slug, folders, before, facts });
    follower.start();
    const ran = await runProcess(command).catch(async (error: unknown) => {
      await follower.halt();
      return notRun(command, error);
    });
    const after = await factsAfter(cwd, ran, test);
    const logs = await follower.stop(statusOf(ran));
    const named = logs.map((each) => ({ ...each, name: nameOf(each, folders) }));
    const captured = { command, ran, facts: [...facts, ...after.facts], patch: after.patch, test: after.test };
    const open = (file: string) => createReadStream(file);
    const runs = await keepCaptured(ctx, { project: slug, projectId, logs: named, captured, open });
    for (const { name, formatId, status, steps, id, reason } of runs) {
      output.row({ run: name, id, format: formatId, status, steps }, [
        name,
        formatId ?? "-",
        status,
        String(steps),
        command[0] ?? "",
      ]);
      if (reason) output.note(`${name}: ${reason}`);
    }
    const tested = after.test ? ` Tests: ${after.test.summary}.` : "";
    output.summary(
      { runs: runs.length, exitCode: ran.exitCode, durationMs: ran.durationMs, test: after.test },
      `${plural(runs.length, "run")} of "${command[0] ?? ""}" (${statusOf(ran)}).${tested}`,
    );
    // The wrapper ends as the command did, so that it can stand in its place.
    process.exitCode = ran.exitCode;
  });
}

function notRun(command: readonly string[], error: unknown): never {
  const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
  const reason = code === "ENOENT" ? "is not there" : `could not be started (${code})`;
  throw new AppError(
    "invalid_input",
    `The command ${command[0] ?? ""} ${reason}. Nothing was recorded; check its name.`,
  );
}

function statusOf({ exitCode, signal }: Ran): string {
  return signal ? `ended by ${signal}` : `exit ${exitCode}`;
}

export type Tested = {
  command: string;
  exitCode: number;
  passed: number | null;
  failed: number | null;
  summary: string;
};

/** What is known only when the command is over: how it ended, what it changed, and what its tests say. */
async function factsAfter(
  cwd: string,
  ran: Ran,
  test: string | undefined,
): Promise<{ facts: Facts; patch: string | null; test: Tested | null }> {
  const patch = await patchOf(cwd);
  const ended: Facts = [
    ["exit", statusOf(ran)],
    ["duration", `${ran.durationMs} ms`],
  ];
  if (!test) return { facts: ended, patch, test: null };
  const { parseTestSummary } = await import("../domain/text/test-summary.ts");
  const { exitCode, output } = await runProcess([test], true);
  const counts = output === null ? null : parseTestSummary(output);
  const summary = counts ? `${counts.passed} passed, ${counts.failed} failed` : `exit ${exitCode}`;
  const facts: Facts = [...ended, ["test command", test], ["test result", summary]];
  return {
    facts,
    patch,
    test: { command: test, exitCode, passed: counts?.passed ?? null, failed: counts?.failed ?? null, summary },
  };
}

/** A log's name below the folder it was found in. */
function nameOf({ file }: LogFile, folders: readonly string[]): string {
  const folder = folders.find((each) => file.startsWith(`${each}${path.sep}`));
  return folder ? path.relative(path.dirname(folder), file) : path.basename(file);
}
