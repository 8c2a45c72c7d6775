import { Command, CommanderError } from "commander";
import { ZodError } from "zod";
import { type ErrorCode, isAppError } from "../domain/errors.ts";
import { annotationsCommand } from "./annotations.ts";
import { clearCommand } from "./clear.ts";
import { collectCommand } from "./collect.ts";
import { doctorCommand } from "./doctor.ts";
import { exportCommand } from "./export.ts";
import { formatsCommand } from "./formats.ts";
import { freezeCommand } from "./freeze.ts";
import { importCommand } from "./import.ts";
import { keyCommand } from "./key.ts";
import { profilesCommand } from "./profiles.ts";
import { reparseCommand } from "./reparse.ts";
import { startCommand } from "./start.ts";
import { userCommand } from "./user.ts";
import { verifyCommand } from "./verify.ts";
import { workCommand } from "./work.ts";

/** Every command, in the order of the help: a new one is one file and one line here. */
const COMMANDS: ((program: Command) => void)[] = [
  startCommand,
  importCommand,
  collectCommand,
  reparseCommand,
  annotationsCommand,
  clearCommand,
  freezeCommand,
  exportCommand,
  verifyCommand,
  formatsCommand,
  profilesCommand,
  userCommand,
  keyCommand,
  workCommand,
  doctorCommand,
];

const USAGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["invalid_input", "unavailable"]);

/** Exit codes: 0 done, 1 a check failed or the studio refused, 2 wrong usage or something needed is missing. */
export async function main(argv: string[]): Promise<void> {
  const program = new Command("runtape")
    .description("Turns agent runs into evidence: replay, label, clear and export trajectories.")
    .showHelpAfterError("(runtape --help shows what there is)")
    .enablePositionalOptions()
    .exitOverride();
  for (const add of COMMANDS) add(program);
  for (const command of program.commands) command.exitOverride().showHelpAfterError(true);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  // Commander has said what is wrong already; help and version come here with 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (isAppError(error)) {
    console.error(error.message);
    return USAGE.has(error.code) ? 2 : 1;
  }
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    const name = issue?.path.join(".") || "The environment";
    const message = issue?.message ?? "is not valid";
    console.error(message.startsWith(name) ? `${message}.` : `${name}: ${message}.`);
    return 2;
  }
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}
