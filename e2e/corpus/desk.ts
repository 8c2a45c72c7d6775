import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { z } from "zod";
import {
  getImport,
  type ImportCounts,
  type ImportFileView,
  listImportFiles,
  uploadFile,
} from "../../lib/api/contract/imports.ts";
import type { Database } from "../../lib/db/client.ts";
import type { Context } from "../../lib/services/context.ts";
import { listImportFiles as listFiles } from "../../lib/services/imports/list-import-files.ts";
import { processFile } from "../../lib/services/imports/process-file.ts";
import { readImport } from "../../lib/services/imports/read-import.ts";
import { receiveFile } from "../../lib/services/imports/receive-file.ts";
import { type Content, piecesOf } from "./input.ts";

/** A studio of one project, as the corpus needs it. */
export type Place = { db: Database; operator: () => Context; project: string; projectId: string };

/** What became of a file: the status of the upload's reply (null where no HTTP is between), and its rows when all are read. */
export type Sent = {
  status: number | null;
  sha256: string;
  sizeBytes: number;
  importId: string;
  files: ImportFileView[];
  counts: ImportCounts;
  answerMs: number;
};

/** Where files are handed in. */
export type Desk = Place & {
  http: { url: string; cookie: string } | null;
  /** How much longer than promised an answer may take: beside other tests nobody is quick. */
  patience: number;
  /** Sends a file and reads it and everything that comes out of it. */
  send: (name: string, content: Content) => Promise<Sent>;
};

/** Hands files to the verbs themselves. */
export function verbsDesk(place: Place): Desk {
  return {
    ...place,
    http: null,
    patience: 8,
    send: (name, content) =>
      settled(place, content, async (bytes) => {
        const { importId } = await receiveFile(place.operator(), { project: place.project, name, bytes });
        return { importId, status: null };
      }),
  };
}

const Refused = z.object({ details: z.object({ importId: z.uuid() }) });

/** Uploads files to a running server; their reading is done here, as a worker would. */
export function httpDesk(place: Place, http: { url: string; cookie: string }): Desk {
  return {
    ...place,
    http,
    patience: 1,
    send: (name, content) =>
      settled(place, content, async (bytes) => {
        const query = new URLSearchParams({ project: place.project, name });
        const response = await fetch(`${http.url}${uploadFile.path}?${query}`, {
          method: "POST",
          headers: { cookie: http.cookie, origin: http.url, "content-type": "application/octet-stream" },
          body: webBody(bytes),
          duplex: "half",
        } as RequestInit);
        const reply: unknown = await response.json();
        const importId = response.ok
          ? uploadFile.output.parse(reply).importId
          : Refused.safeParse(reply).data?.details.importId;
        if (importId === undefined)
          throw new Error(`An upload was answered with ${response.status}: ${JSON.stringify(reply).slice(0, 300)}`);
        return { importId, status: response.status };
      }),
  };
}

/** Node's fetch takes a stream of the web; its type here is another than the one of `node:stream/web`. */
function webBody(bytes: AsyncIterable<Uint8Array>): BodyInit {
  return Readable.toWeb(Readable.from(bytes, { objectMode: false })) as unknown as BodyInit;
}

type Upload = (bytes: AsyncIterable<Uint8Array>) => Promise<{ importId: string; status: number | null }>;

async function settled(place: Place, content: Content, upload: Upload): Promise<Sent> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  async function* watched(): AsyncGenerator<Uint8Array> {
    for (const piece of piecesOf(content)) {
      hash.update(piece);
      sizeBytes += piece.length;
      if (piece.length > 0) yield piece;
    }
  }
  const startedMs = performance.now();
  const { importId, status } = await upload(watched());
  const report = await readAll(place, importId);
  const answerMs = performance.now() - startedMs;
  return { status, sha256: hash.digest("hex"), sizeBytes, importId, answerMs, ...report };
}

async function everyFile(ctx: Context, place: { project: string; importId: string }): Promise<ImportFileView[]> {
  const files: ImportFileView[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = listImportFiles.output.parse(
      await listFiles(ctx, { ...place, limit: 200, ...(cursor ? { cursor } : {}) }),
    );
    files.push(...page.files);
    if (page.nextCursor === null) return files;
    cursor = page.nextCursor;
  }
}

/** Reads what waits until nothing does. */
export async function readAll(
  { operator, project, projectId }: Place,
  importId: string,
): Promise<Pick<Sent, "files" | "counts">> {
  for (;;) {
    const { counts } = getImport.output.parse(await readImport(operator(), { project, importId }));
    const files = await everyFile(operator(), { project, importId });
    const waiting = files.filter(({ status }) => status === "received");
    if (waiting.length === 0) return { files, counts };
    for (const { id } of waiting) await processFile(operator(), { projectId, fileId: id });
  }
}
