import { randomBytes } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import type { Tx } from "../../db/client.ts";

/** Makes an account that can sign in with this password, in the shape the auth library reads. */
export async function createAccount(
  tx: Tx,
  person: { id: string; name: string; email: string; password: string; isStudioAdmin: boolean; now: Date },
): Promise<void> {
  const { id, name, email, now } = person;
  await tx.user.create({
    data: {
      id,
      name,
      email: email.toLowerCase(),
      emailVerified: true,
      role: person.isStudioAdmin ? "admin" : "user",
      updatedAt: now,
    },
  });
  await tx.account.create({
    data: {
      id: `password-${id}`,
      accountId: id,
      providerId: "credential",
      userId: id,
      password: await hashPassword(person.password),
      updatedAt: now,
    },
  });
}

/** A password to hand over once: 18 random bytes. */
export function newPassword(): string {
  return randomBytes(18).toString("base64url");
}
