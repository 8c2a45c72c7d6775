import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { auditFaults, readAuditHead, sealAudit } from "./seal-audit.ts";

let studio: TestStudio;
let owner: Client;
beforeAll(async () => {
  studio = await openTestStudio();
  owner = new Client(studio.ownerUrl);
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await studio.close();
});

const insert = (action: string) =>
  `INSERT INTO "AuditRow" ("projectId", "id", "at", "actorId", "action", "subject", "details", "requestId")
   VALUES ('${studio.projectId}', gen_random_uuid(), now(), 'a', '${action}', 's', '{"n": 1}', 'r')`;
const seal = () => sealAudit(studio.operator(), {});
const faults = () => auditFaults(studio.db.prisma, studio.projectId);

describe("the audit log", () => {
  it("is sealed in chained segments", async () => {
    await owner.query(insert("one"));
    expect(await seal()).toEqual({ sealedRows: 1 });
    await owner.query(insert("two"));
    await owner.query(insert("three"));
    expect(await seal()).toEqual({ sealedRows: 2 });
    expect(await seal()).toEqual({ sealedRows: 0 });
    expect((await readAuditHead(studio.db.prisma, studio.projectId))?.seq).toBe(2);
    expect(await faults()).toEqual([]);
  });

  it("does not skip a row whose transaction commits late", async () => {
    const late = new Client(studio.ownerUrl);
    await late.connect();
    await late.query("BEGIN");
    await late.query(insert("late"));
    await owner.query(insert("early"));
    expect(await seal()).toEqual({ sealedRows: 0 });
    await late.query("COMMIT");
    await late.end();
    expect(await seal()).toEqual({ sealedRows: 2 });
    expect(await faults()).toEqual([]);
  });

  it.each([
    ["a changed row", `UPDATE "AuditRow" SET "details" = '{"n": 2}' WHERE "action" = 'one'`],
    ["a deleted row", `DELETE FROM "AuditRow" WHERE "action" = 'two'`],
    ["a row moved in time", `UPDATE "AuditRow" SET "at" = "at" - interval '1 hour' WHERE "action" = 'three'`],
    [
      "a row slipped in",
      `INSERT INTO "AuditRow" ("projectId", "id", "xid", "at", "actorId", "action", "subject", "details", "requestId") SELECT "projectId", gen_random_uuid(), "xid", "at", 'x', 'x', 'x', '{}', 'x' FROM "AuditRow" WHERE "action" = 'one'`,
    ],
    ["a forged segment", `UPDATE "AuditSegment" SET "rowsSha256" = repeat('0', 64) WHERE "seq" = 2`],
    ["a segment cut out", `DELETE FROM "AuditSegment" WHERE "seq" = 2`],
  ])("shows %s, made by an owner who switched the triggers off", async (_, sql) => {
    await owner.query("BEGIN");
    await owner.query('ALTER TABLE "AuditRow" DISABLE TRIGGER ALL');
    await owner.query('ALTER TABLE "AuditSegment" DISABLE TRIGGER ALL');
    await owner.query(sql);
    await owner.query("COMMIT");
    expect(await faults()).not.toEqual([]);
    await restore();
    expect(await faults()).toEqual([]);
  });
});

/** Takes the tampering back by starting over: rows and segments as a fresh, sealed log. */
async function restore(): Promise<void> {
  await owner.query('DELETE FROM "AuditRow"');
  await owner.query('DELETE FROM "AuditSegment"');
  for (const action of ["one", "two", "three"]) {
    await owner.query(insert(action));
    expect(await seal()).toEqual({ sealedRows: 1 });
  }
  await owner.query('ALTER TABLE "AuditRow" ENABLE TRIGGER ALL');
  await owner.query('ALTER TABLE "AuditSegment" ENABLE TRIGGER ALL');
}
