import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEnv } from "../env.ts";
import { withStudioDatabase } from "./connect-studio.ts";
import { findPostmaster } from "./engine/postmaster-file.ts";
import { takeEngineSeat } from "./engine-seat.ts";
import { withSession } from "./session.ts";

let dataDir: string;
let before: NodeJS.ProcessEnv;

beforeEach(() => {
  before = { ...process.env };
  const folder = mkdtempSync(path.join(os.tmpdir(), "runtape-connect-"));
  chmodSync(folder, 0o711);
  dataDir = path.join(folder, ".runtape");
});
afterEach(() => {
  process.env = before;
  rmSync(path.dirname(dataDir), { recursive: true, force: true });
});

const env = () => readEnv({ RUNTAPE_DATA: dataDir });
const serving = () => findPostmaster(path.join(dataDir, "postgres/data"));

const whoAmI = (url: string) =>
  withSession(
    url,
    async (client) => (await client.query<{ role: string }>("SELECT current_user AS role")).rows[0]?.role,
  );

describe("a command without a running studio", () => {
  it("starts the engine for its own duration, migrated, as the app's role", async () => {
    const role = await withStudioDatabase(env(), ({ appUrl }) => whoAmI(appUrl));
    expect(role).toBe("runtape_app");
    expect(serving()).toBeNull();
  });

  it("stops the engine when it fails", async () => {
    const run = withStudioDatabase(env(), () => Promise.reject(new Error("no")));
    await expect(run).rejects.toThrow("no");
    expect(serving()).toBeNull();
  });
});

describe("a command beside another user of the engine", () => {
  it("joins it and leaves it running", async () => {
    await withStudioDatabase(env(), async () => undefined);
    const seat = await takeEngineSeat({ dataDir, log: () => undefined });
    await withStudioDatabase(env(), async () => expect(serving()?.pid).toBe(seat.cluster.pid));
    expect(serving()?.pid).toBe(seat.cluster.pid);
    await seat.leave();
    expect(serving()).toBeNull();
  });

  it("keeps the engine when the other one leaves first", async () => {
    await withStudioDatabase(env(), async ({ appUrl }) => {
      const seat = await takeEngineSeat({ dataDir, log: () => undefined });
      await seat.leave();
      expect(await whoAmI(appUrl)).toBe("runtape_app");
    });
    expect(serving()).toBeNull();
  });
});
