import { setUp as contract } from "../../api/contract/people.ts";
import { AppError } from "../../domain/errors.ts";
import { createAccount } from "../people/account.ts";
import { command, sha256 } from "../verb.ts";

/** Makes the first admin with the one-time link of the first start. The link dies in the same transaction. */
export const setUp = command({
  name: "set-up",
  access: { permission: "public" },
  input: contract.input,
  idempotency: "effect",
  async run({ ctx, input, tx }) {
    const now = ctx.clock();
    const { count } = await tx.setupLink.updateMany({
      where: { tokenSha256: sha256(input.token), usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (count === 0)
      throw new AppError(
        "forbidden",
        "This link was used, replaced or is too old. Start the studio again for a new one, or sign in.",
      );
    if ((await tx.user.count({ where: { role: "admin" } })) > 0)
      throw new AppError("conflict", "The studio has an admin already. Sign in, or ask them to add you.");
    const id = ctx.newId();
    await createAccount(tx, {
      id,
      name: input.name,
      email: input.email,
      password: input.password,
      isStudioAdmin: true,
      now,
    });
    const projects = await tx.project.findMany({ select: { id: true } });
    await tx.membership.createMany({
      data: projects.map((project) => ({ projectId: project.id, userId: id, role: "admin" })),
    });
    return { reply: { email: input.email.toLowerCase() }, audit: { subject: id, details: {} } };
  },
});
