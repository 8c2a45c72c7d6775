import { readdirSync } from "node:fs";
import { Logger, makeWorkerUtils, runOnce } from "graphile-worker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { APP_ROLE } from "./app-role.ts";
import { migrationsDir } from "./migrate.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { withSession } from "./session.ts";
import { freshDatabase, type FreshDatabase } from "./test-database.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database?.drop());

const quiet = new Logger(() => () => undefined);

describe("a prepared database", () => {
  it("holds every migration once, in Prisma's own bookkeeping", async () => {
    const names = readdirSync(migrationsDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const { rows } = await withSession(database.ownerUrl, (client) =>
      client.query("SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1"),
    );
    expect(rows.map((row) => row.name)).toEqual(names.map((entry) => entry.name).sort());
  });

  it("can be prepared again without change", async () => {
    const said: string[] = [];
    const target = { kind: "external", databaseUrl: database.ownerUrl, directUrl: database.ownerUrl } as const;
    const addresses = await prepareDatabase(target, (line) => said.push(line));
    expect(said).toEqual([]);
    const { rows } = await withSession(addresses.appUrl, (client) => client.query("SELECT current_user AS role"));
    expect(rows).toEqual([{ role: APP_ROLE }]);
  });

  it("lets the app role add and run jobs", async () => {
    const utils = await makeWorkerUtils({ connectionString: database.appUrl, logger: quiet });
    await utils.addJob("greet", { name: "Ada" });
    await utils.release();
    const seen: unknown[] = [];
    const greet = async (payload: unknown) => void seen.push(payload);
    await runOnce({ connectionString: database.appUrl, logger: quiet, taskList: { greet }, noHandleSignals: true });
    expect(seen).toEqual([{ name: "Ada" }]);
  });

  it("lets the app role change no table", async () => {
    const change = withSession(database.appUrl, (client) => client.query("CREATE TABLE intruder (id int)"));
    await expect(change).rejects.toThrow(/permission denied/);
  });
});
