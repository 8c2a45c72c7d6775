import { appendFileSync } from "node:fs";
import path from "node:path";
import { readEnv } from "../../lib/env.ts";
import { localFiles } from "../../lib/files/file-store.ts";
import { startWorker } from "../../lib/jobs/worker.ts";

/**
 * The studio's own worker, which notes how many bytes of uploads it reads before it hands them on, so that the work it did
 * is known however it ends. `tsx import-worker.ts JOURNAL`
 */
const [journal = ""] = process.argv.slice(2);
const env = readEnv();
const files = localFiles(path.join(env.dataDir, "files"));
await startWorker({
  databaseUrl: env.databaseUrl ?? "",
  kinds: ["process-import-file"], // scans would only take the time that is to be spent in imports
  files: {
    ...files,
    async *read(key, range) {
      for await (const chunk of files.read(key, range)) {
        if (key.startsWith("raw/")) appendFileSync(journal, `${chunk.byteLength}\n`);
        yield chunk;
      }
    },
  },
});
