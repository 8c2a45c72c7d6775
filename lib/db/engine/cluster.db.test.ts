import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withSession } from "../session.ts";
import { type Cluster, startCluster } from "./cluster.ts";
import { isProcessAlive } from "./process-table.ts";
import { waitUntil } from "./wait-until.ts";

const silent = () => undefined;
let folder: string;
let cluster: Cluster;

const start = () =>
  startCluster({
    dir: path.join(folder, "postgres"),
    database: "studio",
    log: silent,
    settings: { shared_buffers: "16MB" },
  });

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "runtape-engine-"));
  chmodSync(folder, 0o711);
  cluster = await start();
  await withSession(cluster.ownerUrl, (client) => client.query("CREATE TABLE note AS SELECT 42 AS answer"));
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function readAnswer(): Promise<unknown> {
  const { rows } = await withSession(cluster.ownerUrl, (client) => client.query("SELECT answer FROM note"));
  return rows[0]?.answer;
}

describe("the embedded engine", () => {
  it("adopts a living server instead of starting a second one", async () => {
    const again = await start();
    expect(again).toMatchObject({ owned: false, pid: cluster.pid, port: cluster.port });
  });

  it("keeps committed rows when the server is killed", async () => {
    process.kill(cluster.pid, "SIGKILL");
    await waitUntil(() => !isProcessAlive(cluster.pid), 10_000);
    cluster = await start();
    expect(cluster.owned).toBe(true);
    expect(await readAnswer()).toBe(42);
  });

  it("starts over a pid file whose pid belongs to another program by now", async () => {
    await cluster.stop();
    const stale = [process.pid, path.join(folder, "postgres/data"), 0, 5432, "", "127.0.0.1", "", "ready", ""];
    writeFileSync(path.join(folder, "postgres/data/postmaster.pid"), stale.join("\n"));
    cluster = await start();
    expect(await readAnswer()).toBe(42);
  });

  it("can be stopped by one who adopted it", async () => {
    const adopted = await start();
    await adopted.stop();
    expect(isProcessAlive(cluster.pid)).toBe(false);
    cluster = await start();
    expect(await readAnswer()).toBe(42);
  });

  it("serves two starts at once with one server", async () => {
    await cluster.stop();
    const [one, two] = await Promise.all([start(), start()]);
    expect(one.pid).toBe(two.pid);
    cluster = one;
  });

  it("listens on the loopback only and has no socket file", async () => {
    const { rows } = await withSession(cluster.ownerUrl, (client) =>
      client.query(
        "SELECT current_setting('listen_addresses') AS hosts, current_setting('unix_socket_directories') AS sockets",
      ),
    );
    expect(rows).toEqual([{ hosts: "127.0.0.1", sockets: "" }]);
  });
});
