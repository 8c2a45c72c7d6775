import { Client } from "pg";
import { explainConnection } from "./explain-connection.ts";

const connectWithinMs = 10_000;

/** One connection kept for as long as something must be held: locks live and die with it. */
export type Session = {
  client: Client;
  url: string;
  /** Settles when the server or the network ends the connection; never after `close`. */
  lost: Promise<void>;
  close(): Promise<void>;
};

/** Connects, or throws AppError("unavailable") with one sentence. */
export async function openSession(url: string): Promise<Session> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectWithinMs, keepAlive: true });
  let isClosed = false;
  const lost = new Promise<void>((resolve) => {
    const end = () => {
      if (!isClosed) resolve();
    };
    client.on("error", end);
    client.on("end", end);
  });
  try {
    await client.connect();
  } catch (error) {
    isClosed = true;
    throw explainConnection(url, error);
  }
  const close = async () => {
    isClosed = true;
    await client.end().catch(() => undefined); // already gone is closed too
  };
  return { client, url, lost, close };
}

/** A session for the duration of `run`. */
export async function withSession<T>(url: string, run: (client: Client) => Promise<T>): Promise<T> {
  const session = await openSession(url);
  try {
    return await run(session.client);
  } finally {
    await session.close();
  }
}
