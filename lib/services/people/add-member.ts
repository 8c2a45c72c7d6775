import { addMember as contract } from "../../api/contract/people.ts";
import { AppError } from "../../domain/errors.ts";
import { bySlug } from "../authorize.ts";
import { command } from "../verb.ts";
import { createAccount, newPassword } from "./account.ts";

/** Adds a person to a project, making their account when there is none; its password is in this reply and nowhere else. */
export const addMember = command({
  name: "add-member",
  access: { permission: "members:manage", locate: bySlug, thing: "project" },
  input: contract.input,
  idempotency: "effect",
  async run({ ctx, input, standing: { projectId }, tx }) {
    const email = input.email.toLowerCase();
    const known = await tx.user.findUnique({ where: { email } });
    const userId = known?.id ?? ctx.newId();
    const password = known ? null : newPassword();
    if (password)
      await createAccount(tx, {
        id: userId,
        name: input.name,
        email,
        password,
        isStudioAdmin: false,
        now: ctx.clock(),
      });
    const { count } = await tx.membership.createMany({
      data: [{ projectId, userId, role: input.role }],
      skipDuplicates: true,
    });
    if (count === 0) throw new AppError("conflict", `${email} is a member already. Change their role instead.`);
    const member = {
      userId,
      name: known?.name ?? input.name,
      email,
      role: input.role,
      isDisabled: known?.banned === true,
    };
    return {
      reply: { member, password },
      audit: { subject: userId, details: { role: input.role, isNewAccount: password !== null } },
    };
  },
});
