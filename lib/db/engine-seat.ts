import { isAppError } from "../domain/errors.ts";
import { startCluster, type Cluster } from "./engine/cluster.ts";
import { openSession, type Session } from "./session.ts";
import { studioPaths } from "./studio-folder.ts";
import { claimEngine, markEngineUsed } from "./studio-lock.ts";

const DATABASE = "runtape";
const attempts = 5;

/** A place at the embedded engine: it runs while anyone sits there, the last one to leave stops it. */
export type EngineSeat = { cluster: Cluster; session: Session; leave(): Promise<void> };

export type SeatOptions = { dataDir: string; log: (line: string) => void; port?: number };

export async function takeEngineSeat({ dataDir, log, port }: SeatOptions): Promise<EngineSeat> {
  for (let attempt = 1; ; attempt += 1) {
    let cluster: Cluster | null = null;
    try {
      cluster = await startCluster({ dir: studioPaths(dataDir).cluster, database: DATABASE, log, port });
      return await sit(cluster, dataDir);
    } catch (error) {
      // The engine's own refusal is final. Anything else may be somebody who stopped it between our finding it and
      // our sitting down; then the next round starts it.
      if (attempt === attempts || (cluster === null && isAppError(error))) throw error;
    }
  }
}

async function sit(cluster: Cluster, dataDir: string): Promise<EngineSeat> {
  const session = await openSession(cluster.ownerUrl);
  try {
    await markEngineUsed(session.client, dataDir);
  } catch (error) {
    await session.close();
    throw error;
  }
  const leave = async () => {
    // A lost session holds nothing: then the engine died, or another seat decides.
    const isLast = await claimEngine(session.client, dataDir).catch(() => false);
    if (isLast) await cluster.stop();
    await session.close();
  };
  return { cluster, session, leave };
}
