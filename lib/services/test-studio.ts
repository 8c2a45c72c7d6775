import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { v7 as uuidv7 } from "uuid";
import { type Database, openDatabase } from "../db/client.ts";
import { freshDatabase } from "../db/test-database.ts";
import type { ImportFileView } from "../api/contract/imports.ts";
import type { Role } from "../domain/roles.ts";
import type { Importer } from "../importers/importer.ts";
import { IMPORTERS } from "../importers/registry.ts";
import { type FileStore, localFiles } from "../files/file-store.ts";
import { type Actor, type Context, createContext, OPERATOR, WORKER } from "./context.ts";
import { freezeDataset } from "./datasets/freeze-dataset.ts";
import { clearRuns } from "./governance/clear-runs.ts";
import { scanWaiting } from "./governance/scan-waiting.ts";
import { processFile } from "./imports/process-file.ts";
import { receiveFile } from "./imports/receive-file.ts";
import { createProject } from "./studio/create-project.ts";

/** A studio of a test's own: a real database, a real folder, one empty project and people to act as. */
export type TestStudio = {
  db: Database;
  files: FileStore;
  /** Where `files` keeps its bytes. */
  folder: string;
  ownerUrl: string;
  projectId: string;
  project: string;
  /** A context of somebody with this role; a name makes a different person. */
  as(role: Role, name?: string): Promise<Context>;
  operator(): Context;
  /** From now on the operator's files are read by these parsers instead of the build's. */
  readWith(importers: readonly Importer[]): void;
  /** Clears what can be cleared and freezes it, all or the named runs; the version's id. */
  freeze(name?: string, run?: readonly string[]): Promise<string>;
  /** Does every scan that was asked for. */
  scanAll(): Promise<void>;
  /** Receives and reads one file, as the operator; its scans wait. */
  receive(name: string, content: string | Uint8Array): Promise<ImportFileView>;
  /** Receives, reads and scans one file, as the operator. */
  importFile(name: string, content: string | Uint8Array): Promise<ImportFileView>;
  close(): Promise<void>;
};

export async function openTestStudio(): Promise<TestStudio> {
  const database = await freshDatabase();
  const folder = await mkdtemp(path.join(os.tmpdir(), "runtape-files-"));
  const db = openDatabase(database.appUrl);
  const files = localFiles(folder);
  const projectId = uuidv7();
  const project = "test-project";
  await db.prisma.$transaction((tx) =>
    createProject(tx, { id: projectId, slug: project, name: "Test project" }, uuidv7),
  );
  let importers = IMPORTERS;
  const context = (actor: Actor) => createContext({ actor, db, files, importers });
  const people = new Map<string, Context>();
  const scanAll = async () => {
    const waiting = await db.prisma.scan.findMany({ where: { status: "queued" }, select: { trajectoryId: true } });
    const trajectoryIds = waiting.map(({ trajectoryId }) => trajectoryId);
    await scanWaiting(context(WORKER), { projectId, trajectoryIds });
  };
  const receive: TestStudio["receive"] = async (name, content) => {
    const bytes = (async function* () {
      yield typeof content === "string" ? Buffer.from(content) : content;
    })();
    const { file } = await receiveFile(context(OPERATOR), { project, name, bytes });
    return processFile(context(OPERATOR), { projectId, fileId: file.id });
  };
  return {
    db,
    files,
    folder,
    ownerUrl: database.ownerUrl,
    projectId,
    project,
    async as(role, name = role) {
      const known = people.get(name);
      if (known) return known;
      const id = uuidv7();
      await db.prisma.user.create({ data: { id, name, email: `${name}@studio.example`, updatedAt: new Date() } });
      await db.prisma.membership.create({ data: { projectId, userId: id, role } });
      const made = context({ kind: "user", id, name, isStudioAdmin: false, scopes: null, keyProjectId: null });
      people.set(name, made);
      return made;
    },
    operator: () => context(OPERATOR),
    readWith(given) {
      importers = given;
    },
    receive,
    async importFile(name, content) {
      const file = await receive(name, content);
      await scanAll();
      return file;
    },
    scanAll,
    async freeze(name = "all", run) {
      await clearRuns(context(OPERATOR), { project });
      const query = run ? { run: [...run] } : {};
      return (await freezeDataset(context(OPERATOR), { project, name, query })).id;
    },
    async close() {
      await db.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
