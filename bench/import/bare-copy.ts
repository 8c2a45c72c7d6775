import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { Client } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";

/**
 * The yardstick: the rows an import stored, written out once in COPY's own text, copied by the same client library into
 * tables of the same definition, storage, constraints and indexes, and nothing else done. The files are read in large
 * pieces and nothing is encoded, so this is what the engine takes. `tsx bare-copy.ts dump|copy DATABASE_URL FOLDER`
 */
const TABLES = ["Step", "StepBody"] as const;
const PIECE_BYTES = 1024 * 1024;

const [mode = "", url = "", folder = ""] = process.argv.slice(2);
const client = new Client({ connectionString: url });
await client.connect();
const fileOf = (table: string) => path.join(folder, `${table}.copy`);

/** The rows of the largest file: what the warm-up stored is not measured. */
const measured = (table: string) =>
  `SELECT t.* FROM "${table}" t JOIN "TrajectoryRevision" r ON r."trajectoryId" = t."trajectoryId" AND r."id" = t."revisionId"
   WHERE r."importFileId" = (SELECT "id" FROM "ImportFile" ORDER BY "sizeBytes" DESC LIMIT 1)`;

if (mode === "dump") {
  for (const table of TABLES)
    await pipeline(client.query(copyTo(`COPY (${measured(table)}) TO STDOUT`)), createWriteStream(fileOf(table)));
} else {
  for (const table of TABLES) await client.query(`CREATE TABLE "Bare${table}" (LIKE "${table}" INCLUDING ALL)`);
  const startedAt = performance.now();
  for (const table of TABLES)
    await pipeline(
      createReadStream(fileOf(table), { highWaterMark: PIECE_BYTES }),
      client.query(copyFrom(`COPY "Bare${table}" FROM STDIN`)),
    );
  const ms = Math.round(performance.now() - startedAt);
  const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM "BareStepBody"');
  console.log(JSON.stringify({ ms, steps: Number(rows[0]?.count) }));
}
await client.end();
