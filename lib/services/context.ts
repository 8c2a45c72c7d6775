import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { Database } from "../db/client.ts";
import type { FileStore } from "../files/file-store.ts";
import type { Importer } from "../importers/importer.ts";
import { IMPORTERS } from "../importers/registry.ts";

/** Who acts. `scopes` narrows a person's rights when they come with a key; null means no narrowing. */
export type Actor =
  | {
      kind: "user";
      id: string;
      name: string;
      isStudioAdmin: boolean;
      scopes: readonly string[] | null;
      /** A key is good in one project only; null for a person who signed in. */
      keyProjectId: string | null;
    }
  /** The operator at the command line and the studio's own jobs: the rights of whoever can read the data folder. */
  | { kind: "system"; id: "operator" | "worker" | "setup"; name: string }
  | { kind: "anonymous"; id: "anonymous"; name: "nobody" };

/** What a verb may know of the world; time and ids enter only here. */
export type Context = {
  actor: Actor;
  db: Database;
  files: FileStore;
  /** The parsers of this build; a test brings older ones. */
  importers: readonly Importer[];
  requestId: string;
  /** The caller's key for this effect, when it sent one. */
  idempotencyKey: string | null;
  clock: () => Date;
  newId: () => string;
};

export const ANONYMOUS: Actor = { kind: "anonymous", id: "anonymous", name: "nobody" };
export const OPERATOR: Actor = { kind: "system", id: "operator", name: "operator" };
export const WORKER: Actor = { kind: "system", id: "worker", name: "worker" };

/** A context with the real clock and UUIDv7 ids. */
export function createContext(given: Pick<Context, "actor" | "db" | "files"> & Partial<Context>): Context {
  return {
    importers: IMPORTERS,
    requestId: randomUUID(),
    idempotencyKey: null,
    clock: () => new Date(),
    newId: () => uuidv7(),
    ...given,
  };
}
