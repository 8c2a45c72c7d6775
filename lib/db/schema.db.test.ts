import { Client, type QueryResultRow } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COPY_COLUMNS } from "./copy.ts";
import { LED_BY_OWN_ID, TABLE_CLASSES } from "./table-classes.ts";
import { type FreshDatabase, freshDatabase } from "./test-database.ts";

let database: FreshDatabase;
let owner: Client;
let app: Client;

beforeAll(async () => {
  database = await freshDatabase();
  owner = new Client(database.ownerUrl);
  app = new Client(database.appUrl);
  await Promise.all([owner.connect(), app.connect()]);
});
afterAll(async () => {
  await Promise.all([owner.end(), app.end()]);
  await database.drop();
});

async function columns<T>(sql: string, values: unknown[] = []): Promise<T[]> {
  return (await owner.query<T & QueryResultRow>(sql, values)).rows;
}

const keyColumns = (constraintType: string) =>
  columns<{ table: string; first: string; all: string[] }>(
    `SELECT c.relname AS "table", (array_agg(a.attname ORDER BY k.n))[1]::text AS first, array_agg(a.attname::text ORDER BY k.n) AS all
     FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace s ON s.oid = c.relnamespace
     CROSS JOIN unnest(con.conkey) WITH ORDINALITY AS k(attnum, n) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
     WHERE s.nspname = 'public' AND con.contype = $1 GROUP BY con.oid, c.relname`,
    [constraintType],
  );

describe("table classes", () => {
  it("lists every table exactly once", async () => {
    const tables = await columns<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'",
    );
    const listed = Object.values(TABLE_CLASSES).flatMap(({ tables: names }) => names as readonly string[]);
    expect([...listed].sort()).toEqual(tables.map(({ name }) => name).sort());
    expect(new Set(listed).size).toBe(listed.length);
  });

  it("leads every key with its class's column", async () => {
    const keys = await keyColumns("p");
    for (const { leadsWith, tables } of Object.values(TABLE_CLASSES)) {
      if (leadsWith === null) continue;
      for (const table of tables) {
        const isOwnId = (LED_BY_OWN_ID as readonly string[]).includes(table);
        expect(keys.find((key) => key.table === table)?.first, table).toBe(isOwnId ? "id" : leadsWith);
      }
    }
  });

  it("carries projectId on everything led by a trajectory", async () => {
    const rows = await columns<{ table: string }>(
      "SELECT table_name AS \"table\" FROM information_schema.columns WHERE column_name = 'projectId' AND table_schema = 'public'",
    );
    const carrying = new Set(rows.map(({ table }) => table));
    for (const table of TABLE_CLASSES["trajectory-led"].tables) expect(carrying.has(table), table).toBe(true);
  });

  it("has no foreign key between classes and no sequence", async () => {
    const pairs = await columns<{ from: string; to: string }>(
      "SELECT c.relname AS \"from\", f.relname AS \"to\" FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace",
    );
    const classOf = (table: string) =>
      Object.entries(TABLE_CLASSES).find(([, { tables }]) => (tables as readonly string[]).includes(table))?.[0];
    for (const { from, to } of pairs)
      expect([from, to, classOf(from)], `${from} -> ${to}`).toEqual([
        from,
        to,
        to === "User" ? classOf(from) : classOf(to),
      ]);
    expect(await columns("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")).toEqual([]);
  });
});

describe("what SQL says beyond the schema language", () => {
  it.each(Object.entries(COPY_COLUMNS))("copies every column of %s that has no default", async (table, listed) => {
    const rows = await columns<{ name: string }>(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1",
      [table],
    );
    expect([...listed].sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it("lies run text uncompressed or as lz4, never as pglz", async () => {
    const rows = await columns<{ field: string; storage: string; compression: string }>(
      `SELECT attname AS field, attstorage AS storage, attcompression AS compression FROM pg_attribute WHERE attrelid = '"StepBody"'::regclass AND attname IN ('thought','action','observation','message')`,
    );
    expect(rows).toHaveLength(4);
    for (const { field, storage, compression } of rows)
      expect(storage === "e" || compression === "l", field).toBe(true);
  });

  it("keeps its checks", async () => {
    const rows = await columns<{ name: string }>(
      "SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace",
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([
      "AnnotationHead_value_check",
      "AnnotationRevision_version_check",
      "Export_status_check",
      "FindingVerdict_verdict_check",
      "Finding_place_check",
      "Finding_source_check",
      "ImportFile_finished_check",
      "ImportFile_mapping_check",
      "ImportFile_reason_check",
      "ImportFile_records_add_up",
      "ImportFile_status_check",
      "ImportFile_stored_check",
      "ImportMapping_number_check",
      "Import_state_check",
      "LinkStatement_other_check",
      "Membership_role_check",
      "ReparseRun_status_check",
      "Review_kind_check",
      "Review_status_check",
      "Scan_status_check",
      "TrajectoryLink_ends_check",
      "TrajectoryLink_kind_check",
      "Trajectory_gate_check",
      "Trajectory_outcome_check",
      "UnmatchedMark_kind_check",
      "UnmatchedMark_status_check",
    ]);
  });
});

describe("the studio's own role", () => {
  const project = "00000000-0000-4000-8000-000000000001";
  const insert = `INSERT INTO "AuditRow" ("projectId", "id", "at", "actorId", "action", "subject", "details", "requestId") VALUES ('${project}', gen_random_uuid(), now(), 'a', 'b', 'c', '{}', 'd')`;

  it("is not the owner", async () => {
    expect((await app.query("SELECT current_user AS me")).rows[0]).toEqual({ me: "runtape_app" });
  });

  it.each([
    ["create a table", "CREATE TABLE mine (id int)"],
    ["drop a table", 'DROP TABLE "Step"'],
    ["rewrite an audit row", `UPDATE "AuditRow" SET "action" = 'x'`],
    ["delete an audit row", 'DELETE FROM "AuditRow"'],
    ["rewrite an annotation", `UPDATE "AnnotationRevision" SET "dimension" = 'x'`],
    ["delete an annotation", 'DELETE FROM "AnnotationRevision"'],
    ["let a run out by hand", `UPDATE "Clearance" SET "basisSha256" = 'x'`],
    ["change a frozen dataset", `UPDATE "DatasetItem" SET "basisSha256" = 'x'`],
    ["change what a run said of another", `UPDATE "LinkStatement" SET "kind" = 'fork'`],
    ["take a link back", 'DELETE FROM "TrajectoryLink"'],
    ["change a saved mapping", `UPDATE "ImportMapping" SET "mapping" = 'x'`],
    ["lose a saved mapping", 'DELETE FROM "ImportMapping"'],
    ["lose a finding", 'DELETE FROM "Finding"'],
    ["lose a mark that has no place", 'DELETE FROM "UnmatchedMark"'],
    ["forget what was read again", 'DELETE FROM "ReparseRun"'],
    ["empty the audit log", 'TRUNCATE "AuditRow"'],
    ["switch a trigger off", 'ALTER TABLE "AuditRow" DISABLE TRIGGER ALL'],
  ])("may not %s", async (_, sql) => {
    await app.query(insert);
    await expect(app.query(sql)).rejects.toMatchObject({ code: "42501" });
  });

  it("is bound by triggers where the owner is, too", async () => {
    await owner.query(insert);
    await expect(owner.query(`UPDATE "AuditRow" SET "action" = 'x'`)).rejects.toMatchObject({ code: "23000" });
    await expect(owner.query('TRUNCATE "AuditRow"')).rejects.toMatchObject({ code: "23000" });
  });
});
