import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openSession, type Session } from "./session.ts";
import { writeStudioFile } from "./studio-file.ts";
import { claimEngine, markEngineUsed, takeStudioLock } from "./studio-lock.ts";
import { freshDatabase, type FreshDatabase } from "./test-database.ts";

let database: FreshDatabase;
let dataDir: string;
let one: Session;
let two: Session;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database?.drop());

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "runtape-lock-"));
  one = await openSession(database.ownerUrl);
  two = await openSession(database.ownerUrl);
});
afterEach(async () => {
  await Promise.all([one.close(), two.close()]);
  rmSync(dataDir, { recursive: true });
});

describe("the studio lock", () => {
  it("refuses a second studio and names the address of the first", async () => {
    await takeStudioLock(one.client, dataDir);
    const { ownerUrl, appUrl } = database;
    writeStudioFile(dataDir, { pid: 1, url: "http://127.0.0.1:3000", ownerUrl, appUrl, children: [] });
    await expect(takeStudioLock(two.client, dataDir)).rejects.toThrow(/already at http:\/\/127\.0\.0\.1:3000/);
  });

  it("is free again once its session is gone", async () => {
    await takeStudioLock(one.client, dataDir);
    await one.close();
    await expect(takeStudioLock(two.client, dataDir)).resolves.toBeUndefined();
  });

  it("lets two data folders share a database", async () => {
    const other = mkdtempSync(path.join(os.tmpdir(), "runtape-lock-"));
    await takeStudioLock(one.client, dataDir);
    await expect(takeStudioLock(two.client, other)).resolves.toBeUndefined();
    rmSync(other, { recursive: true });
  });
});

describe("leaving the engine", () => {
  it("is for the last one to switch it off", async () => {
    await markEngineUsed(one.client, dataDir);
    await markEngineUsed(two.client, dataDir);
    expect(await claimEngine(one.client, dataDir)).toBe(false);
    expect(await claimEngine(two.client, dataDir)).toBe(true);
  });
});
