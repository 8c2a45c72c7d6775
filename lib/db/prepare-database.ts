import { allowAppLogin, assumeAppRole, guardBookkeeping, hasAppRole, makeAppRoleAssumable } from "./app-role.ts";
import { checkDurability } from "./engine/durability.ts";
import { grantJobQueue, migrateJobQueue } from "./job-queue.ts";
import { applyMigrations, checkServerVersion, withMigrationLock } from "./migrate.ts";
import { withSession } from "./session.ts";

export type DatabaseAddresses = {
  /** May change the schema. */
  ownerUrl: string;
  /** What the app runs with, through a pooler where there is one. */
  appUrl: string;
  /** The same role past a pooler: LISTEN, locks, COPY. */
  directUrl: string;
};

export type Target =
  | { kind: "embedded"; ownerUrl: string; appPasswordFile: string; allowsFastWrites?: boolean }
  | { kind: "external"; databaseUrl: string; directUrl: string };

/** Brings the database to the state this version needs and says how the app reaches it. Safe to repeat. */
export async function prepareDatabase(target: Target, log: (line: string) => void): Promise<DatabaseAddresses> {
  const ownerUrl = target.kind === "embedded" ? target.ownerUrl : target.directUrl;
  return withSession(ownerUrl, async (client) => {
    await checkServerVersion(client);
    if (target.kind === "embedded" && !target.allowsFastWrites) await checkDurability(client);
    return withMigrationLock(client, async () => {
      await applyMigrations(client, log);
      await migrateJobQueue(ownerUrl);
      const isSplit = await hasAppRole(client);
      if (isSplit) {
        await grantJobQueue(client);
        await guardBookkeeping(client);
      }
      if (target.kind === "embedded") {
        const appUrl = isSplit ? await allowAppLogin(client, ownerUrl, target.appPasswordFile) : ownerUrl;
        return { ownerUrl, appUrl, directUrl: appUrl };
      }
      if (isSplit) await makeAppRoleAssumable(client);
      const appUrl = isSplit ? await assumeAppRole(target.databaseUrl) : null;
      const directUrl = isSplit ? await assumeAppRole(target.directUrl) : null;
      if (appUrl === null || directUrl === null) {
        log(
          "The database does not allow a role of its own for the app: it runs as the owner, triggers guard the records.",
        );
      }
      return { ownerUrl, appUrl: appUrl ?? target.databaseUrl, directUrl: directUrl ?? target.directUrl };
    });
  });
}
