import type { Command } from "commander";
import { AppError } from "../domain/errors.ts";
import { Role, ROLES } from "../domain/roles.ts";
import { chooseOrMakeProject } from "./choose-project.ts";
import { withOperator } from "./operator.ts";
import { openOutput } from "./output.ts";

type Options = { name: string; role: string; project?: string; json?: boolean };

export function userCommand(program: Command): void {
  program
    .command("user")
    .description("people of the studio")
    .command("add")
    .description("add a person to a project; a new account gets a password, which is shown once")
    .argument("<email>", "their address")
    .requiredOption("--name <name>", "their name")
    .requiredOption("--role <role>", ROLES.join(", "))
    .option("--project <slug>", "the project (default: the only one, or the demo)")
    .option("--json", "one JSON object, then a summary")
    .action(addUser);
}

async function addUser(email: string, { name, role, project, json }: Options): Promise<void> {
  const known = Role.safeParse(role);
  if (!known.success)
    throw new AppError("invalid_input", `There is no role "${role}". Choose one of: ${ROLES.join(", ")}.`);
  const output = openOutput({
    isJson: json === true,
    columns: ["email", "role", "project", "password"].map((title) => ({ title, width: 28 })),
  });
  await withOperator(async (ctx) => {
    const { addMember } = await import("../services/people/add-member.ts");
    const { slug } = await chooseOrMakeProject(ctx, project);
    const { member, password } = await addMember(ctx, { project: slug, name, email, role: known.data });
    output.row(
      { userId: member.userId, email: member.email, name: member.name, role: member.role, project: slug, password },
      [member.email, member.role, slug, password ?? "(has an account)"],
    );
    output.summary(
      { added: 1 },
      password ? "Hand the password over now: it is not shown again." : "They sign in as before.",
    );
  });
}
