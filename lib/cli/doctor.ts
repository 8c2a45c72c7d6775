import type { Command } from "commander";
import { isAppError } from "../domain/errors.ts";
import { CHECKS, checkRuntime, type Finding, type Patient } from "./doctor-checks.ts";
import { openOutput, plural, type Tone } from "./output.ts";

const TONES: Record<Finding["status"], Tone> = { ok: "good", warn: "warning", fail: "bad" };

export function doctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("check that the studio can be trusted here: runtime, database, schema, rights, files")
    .option("--json", "one JSON object a check, then a summary")
    .action(examine);
}

async function examine({ json }: { json?: boolean }): Promise<void> {
  const output = openOutput({
    isJson: json === true,
    columns: [
      { title: "check", width: 8 },
      { title: "status", width: 6 },
      { title: "what was found", width: 0 },
    ],
  });
  const counts = { ok: 0, warn: 0, fail: 0 };
  const tell = (check: string, { status, message, next }: Finding) => {
    counts[status] += 1;
    const said = next === null ? message : `${message} ${next}`;
    output.row({ check, status, message, next }, [check, { text: status, tone: TONES[status] }, said]);
    if (status === "fail") output.note(`${check}: ${said}`);
  };
  tell("runtime", checkRuntime());
  const open = await openPatient();
  if ("reason" in open) {
    tell("database", { status: "fail", message: open.reason, next: null });
    const next = "Bring the database up, then run doctor again.";
    for (const check of ["schema", "rights", "files"]) tell(check, { status: "fail", message: "Not checked.", next });
  } else {
    for (const [check, examineIt] of CHECKS) tell(check, await open.examine(examineIt));
    await open.close();
  }
  output.summary({ checks: counts.ok + counts.warn + counts.fail, ...counts }, verdict(counts));
  if (counts.fail > 0) process.exitCode = 1;
}

type Examined = { examine(check: (patient: Patient) => Promise<Finding>): Promise<Finding>; close(): Promise<void> };

/** The studio's database, joined or started; it stays until `close`. What stands in the way is a reason, not an error. */
async function openPatient(): Promise<Examined | { reason: string }> {
  const { withOperator } = await import("./operator.ts");
  return new Promise((resolve, reject) => {
    let close = () => {};
    const closed = new Promise<void>((done) => {
      close = done;
    });
    const held = withOperator(async (ctx, { ownerUrl, appUrl }) => {
      const patient: Patient = { ctx, ownerUrl, appUrl };
      resolve({ examine: (check) => survive(check(patient)), close: () => (close(), held) });
      await closed;
    });
    held.catch((error: unknown) => (isAppError(error) ? resolve({ reason: error.message }) : reject(error)));
  });
}

/** A check that breaks is a finding too. */
async function survive(finding: Promise<Finding>): Promise<Finding> {
  try {
    return await finding;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      status: "fail",
      message: `The check broke off: ${message}`,
      next: "Run doctor again; report it if it stays.",
    };
  }
}

function verdict({ warn, fail }: { warn: number; fail: number }): string {
  if (fail > 0) return `${plural(fail, "check")} failed.`;
  return warn > 0 ? `The studio can be used; ${plural(warn, "check")} asks for attention.` : "All is well.";
}
