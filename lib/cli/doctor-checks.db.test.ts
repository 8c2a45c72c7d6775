import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../db/client.ts";
import { withSession } from "../db/session.ts";
import { freshDatabase, type FreshDatabase } from "../db/test-database.ts";
import { localFiles } from "../files/file-store.ts";
import { createContext, OPERATOR } from "../services/context.ts";
import { CHECKS, checkRuntime, type Patient } from "./doctor-checks.ts";

let database: FreshDatabase;
let folder: string;
let patient: Patient;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), "runtape-doctor-"));
  const db = openDatabase(database.appUrl);
  patient = {
    ctx: createContext({ actor: OPERATOR, db, files: localFiles(folder) }),
    ownerUrl: database.ownerUrl,
    appUrl: database.appUrl,
  };
});
afterAll(async () => {
  await patient?.ctx.db.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

async function find(check: string, change: Partial<Patient> = {}) {
  const [, examine] = CHECKS.find(([name]) => name === check) ?? [];
  return examine?.({ ...patient, ...change });
}

const asOwner = (sql: string) => withSession(database.ownerUrl, (client) => client.query(sql));

describe("the doctor", () => {
  it("knows which runtime is new enough", () => {
    expect(checkRuntime("20.19.0").status).toBe("ok");
    expect(checkRuntime("22.1.0").status).toBe("ok");
    expect(checkRuntime("20.18.9").status).toBe("fail");
  });

  it("says so when a power cut would lose work, as it would on a test's server", async () => {
    const { rows } = await asOwner("SELECT setting FROM pg_settings WHERE name = 'fsync'");
    const finding = await find("database");
    expect(finding?.status).toBe(rows[0]?.setting === "on" ? "ok" : "fail");
    if (finding?.status === "fail") expect(finding.message).toMatch(/fsync/);
  });

  it("finds a migration that is missing, and one that was edited", async () => {
    expect(await find("schema")).toMatchObject({ status: "ok" });
    await asOwner("UPDATE _prisma_migrations SET checksum = 'x'");
    expect(await find("schema")).toMatchObject({ status: "warn" });
    await asOwner("UPDATE _prisma_migrations SET finished_at = NULL");
    expect(await find("schema")).toMatchObject({ status: "fail" });
  });

  it("tells the app's role from the owner's, and misses a guard", async () => {
    expect(await find("rights")).toMatchObject({ status: "ok" });
    expect(await find("rights", { appUrl: database.ownerUrl })).toMatchObject({ status: "warn" });
    await asOwner('ALTER TABLE "AuditRow" DISABLE TRIGGER "AuditRow_written_once"');
    expect(await find("rights")).toMatchObject({ status: "fail" });
  });

  it("finds a stored upload that is gone", async () => {
    expect(await find("files")).toMatchObject({ status: "ok" });
    const { ctx } = patient;
    const projectId = ctx.newId();
    await ctx.db.prisma.rawPack.create({
      data: { projectId, id: ctx.newId(), fileKey: `raw/${projectId}/gone`, sha256: "x", sizeBytes: 3n },
    });
    expect(await find("files")).toMatchObject({ status: "fail", message: expect.stringContaining("1 of 1") });
  });
});
