import { setTimeout as delay } from "node:timers/promises";
import type { Env } from "../../env.ts";
import { AppError } from "../../domain/errors.ts";
import { externalTarget } from "../../db/connect-studio.ts";
import { takeEngineSeat } from "../../db/engine-seat.ts";
import { type DatabaseAddresses, prepareDatabase } from "../../db/prepare-database.ts";
import { openSession, type Session } from "../../db/session.ts";
import { takeStudioLock } from "../../db/studio-lock.ts";

const firstPauseMs = 500;
const longestPauseMs = 30_000;

export type HoldOptions = {
  env: Env;
  tell: (line: string) => void;
  /** The studio cannot go on: it must stop with this reason. */
  fail: (reason: Error) => void;
};

/** The studio's database, migrated, with the lock of the data folder; close gives both back. */
export type HeldDatabase = { addresses: DatabaseAddresses; where: string; close(): Promise<void> };

/** What holds the lock: one session, and at the embedded engine a seat. */
type Hold = { session: Session; leave(): Promise<void> };

export function holdDatabase(options: HoldOptions): Promise<HeldDatabase> {
  return options.env.databaseUrl === undefined ? holdEmbedded(options) : holdExternal(options, options.env.databaseUrl);
}

async function holdEmbedded(options: HoldOptions): Promise<HeldDatabase> {
  const { dataDir } = options.env;
  const log = options.tell;
  const sit = async (port?: number) => {
    const seat = await takeEngineSeat({ dataDir, log, port });
    return locked(seat, dataDir);
  };
  const seat = await sit();
  const { ownerUrl, appPasswordFile, port, dir } = seat.cluster;
  const again = async () => {
    const next = await sit(port);
    if (next.cluster.port === port) return next;
    await next.leave();
    throw new AppError("unavailable", `The database came back on another port than ${port}: run npm start again.`);
  };
  const close = guard(seat, again, options);
  try {
    const addresses = await prepareDatabase({ kind: "embedded", ownerUrl, appPasswordFile }, log);
    return { addresses, where: dir, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function holdExternal(options: HoldOptions, databaseUrl: string): Promise<HeldDatabase> {
  const target = externalTarget(databaseUrl, options.env.directUrl ?? databaseUrl);
  const sit = async (): Promise<Hold> => {
    const session = await openSession(target.directUrl);
    return locked({ session, leave: () => session.close() }, options.env.dataDir);
  };
  const again = async () => {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await sit();
      } catch {
        // The network, or the server has not noticed yet that our old session is gone.
        await delay(pauseMs, undefined, { ref: false });
      }
    }
  };
  const close = guard(await sit(), again, options);
  try {
    const { host, pathname } = new URL(databaseUrl);
    return { addresses: await prepareDatabase(target, options.tell), where: `${host}${pathname}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function locked<T extends Hold>(hold: T, dataDir: string): Promise<T> {
  try {
    await takeStudioLock(hold.session.client, dataDir);
    return hold;
  } catch (error) {
    await hold.leave();
    throw error;
  }
}

/** Watches the session: when the database dies under the studio it is brought back, on the same address. */
function guard(first: Hold, again: () => Promise<Hold>, { tell, fail }: HoldOptions): () => Promise<void> {
  let hold = first;
  let isClosing = false;
  let recovery: Promise<void> | undefined;
  const watch = () => {
    void hold.session.lost.then(() => {
      if (!isClosing) recovery = recover();
    });
  };
  const recover = async () => {
    tell("The connection to the database ended; bringing it back.");
    try {
      hold = await again();
      tell("The database is back.");
      watch();
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  };
  watch();
  return async () => {
    isClosing = true;
    await recovery;
    await hold.leave();
  };
}
