import { Logger, runMigrations } from "graphile-worker";
import type { Client } from "pg";
import { APP_ROLE } from "./app-role.ts";

const quiet = new Logger(() => () => undefined);

/** Tables, sequences and functions of the job queue, made by the queue library's own migrations. */
export async function migrateJobQueue(ownerUrl: string): Promise<void> {
  await runMigrations({ connectionString: ownerUrl, logger: quiet });
}

/**
 * Lets the app role use the queue. Its tables have row security without policies, which hides every row from
 * all but the owner, so each needs one; a newer version of the library may bring new tables, so this runs every time.
 */
export async function grantJobQueue(client: Client): Promise<void> {
  await client.query(`
    GRANT USAGE ON SCHEMA graphile_worker TO ${APP_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${APP_ROLE};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${APP_ROLE};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO ${APP_ROLE};
    DO $$
    DECLARE target regclass;
    BEGIN
      FOR target IN
        SELECT c.oid FROM pg_class c
        WHERE c.relnamespace = 'graphile_worker'::regnamespace AND c.relkind IN ('r', 'p')
          AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = '${APP_ROLE}_all')
      LOOP
        EXECUTE format('CREATE POLICY ${APP_ROLE}_all ON %s TO ${APP_ROLE} USING (true) WITH CHECK (true)', target);
      END LOOP;
    END $$`);
}
