import type { Command } from "commander";
import { AppError } from "../domain/errors.ts";
import { isAllowed, Permission, PERMISSIONS, Role } from "../domain/roles.ts";
import type { Context } from "../services/context.ts";
import { type ChosenProject, chooseProject } from "./choose-project.ts";
import { withOperator } from "./operator.ts";
import { openOutput } from "./output.ts";

type Options = { user: string; name: string; scope: string[]; project?: string; json?: boolean };

export function keyCommand(program: Command): void {
  program
    .command("key")
    .description("keys for programs")
    .command("add")
    .description("make an API key for a member of a project; it is shown once")
    .requiredOption("--user <email>", "whose key it is")
    .requiredOption("--name <name>", "what it is for")
    .requiredOption("--scope <scope...>", PERMISSIONS.join(", "))
    .option("--project <slug>", "the project (default: the only one, or the demo)")
    .option("--json", "one JSON object, then a summary")
    .action(makeKey);
}

async function makeKey({ user, name, scope, project, json }: Options): Promise<void> {
  const scopes = scope.map(parseScope);
  const output = openOutput({
    isJson: json === true,
    columns: ["user", "name", "project", "key"].map((title) => ({ title, width: 24 })),
  });
  await withOperator(async (ctx) => {
    const { addKey } = await import("../services/people/keys.ts");
    const chosen = await chooseProject(ctx, project);
    const userId = await findMember(ctx, chosen, user, scopes);
    const { key, secret } = await addKey(ctx, { project: chosen.slug, name, scopes, userId });
    output.row({ id: key.id, user, name: key.name, project: chosen.slug, scopes: key.scopes, key: secret }, [
      user,
      key.name,
      chosen.slug,
      secret,
    ]);
    output.summary({ added: 1 }, "Keep the key now: it is not shown again.");
  });
}

function parseScope(scope: string): Permission {
  const known = Permission.safeParse(scope);
  if (known.success) return known.data;
  throw new AppError("invalid_input", `There is no scope "${scope}". Choose from: ${PERMISSIONS.join(", ")}.`);
}

/** The operator may do everything; the key of a member may not do more than the member. */
async function findMember(
  ctx: Context,
  { id: projectId, slug }: ChosenProject,
  email: string,
  scopes: Permission[],
): Promise<string> {
  const membership = await ctx.db.prisma.membership.findFirst({
    where: { projectId, user: { email: email.toLowerCase() } },
  });
  if (!membership)
    throw new AppError("invalid_input", `${email} is not a member of ${slug}. Add them with: runtape user add.`);
  const role = Role.parse(membership.role);
  const beyond = scopes.filter((scope) => !isAllowed(role, scope, null));
  if (beyond.length === 0) return membership.userId;
  throw new AppError(
    "invalid_input",
    `${email} is ${role} in ${slug} and may not ${beyond.join(", ")}. Leave that out.`,
  );
}
