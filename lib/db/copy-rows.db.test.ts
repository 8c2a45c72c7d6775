import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { from as copyFrom } from "pg-copy-streams";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CopyRows, type CopyValue, copyTextOfJson } from "./copy-rows.ts";
import { type FreshDatabase, freshDatabase } from "./test-database.ts";

let database: FreshDatabase;
let owner: Client;

beforeAll(async () => {
  database = await freshDatabase();
  owner = new Client(database.ownerUrl);
  await owner.connect();
  await owner.query("CREATE TABLE copied (at int, said text, list text[], raw bytea)");
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

async function copied(rows: readonly CopyValue[][]): Promise<unknown[][]> {
  const batch = new CopyRows();
  for (const row of rows) batch.add(row);
  await owner.query("TRUNCATE copied");
  await pipeline(Readable.from(batch.pieces()), owner.query(copyFrom("COPY copied FROM STDIN")));
  const result = await owner.query({ text: "SELECT * FROM copied ORDER BY at", rowMode: "array" });
  return result.rows;
}

/** Everything COPY or JSON has an escape for, and what must not be taken for one. */
const HARD = [
  "",
  "\\N",
  "\\.",
  "\\",
  "a\tb\nc\rd\be\ff\vg",
  'quotes "and" \\" backslashes \\\\ before \\n letters',
  "\u001b[31mred\u001b[0m \u007f \u2028 \u00e9 検索 \ud83d\ude00",
  "\\u0041 is no escape \\x41 \\101",
];

it("gives back every text, plain and quoted as JSON", async () => {
  const rows = HARD.flatMap((text, at): CopyValue[][] => [
    [2 * at, text, null, null],
    [2 * at + 1, copyTextOfJson(JSON.stringify(text)) ?? text, null, null],
  ]);
  const said = (await copied(rows)).map((row) => row[1]);
  expect(said).toEqual(HARD.flatMap((text) => [text, text]));
});

it("takes most quoted texts, and none with a letter COPY does not know", () => {
  expect(HARD.filter((text) => copyTextOfJson(JSON.stringify(text)) === null)).toEqual([
    "a\tb\nc\rd\be\ff\vg",
    HARD[6],
    HARD[7],
  ]);
});

it("copies lists, bytes, numbers and nothing", async () => {
  const raw = Buffer.from([0, 1, 255, 92, 10]);
  expect(await copied([[1, null, ['a"b', "c\\d", "e,f"], raw]])).toEqual([[1, null, ['a"b', "c\\d", "e,f"], raw]]);
});

it("keeps rows whole over pieces of any size", async () => {
  const texts = [10, 200_000, 5, 90_000, 300_000, 90_000].map((length, at) => `${at}é`.repeat(length));
  const rows = texts.map((text, at): CopyValue[] => [at, text, null, null]);
  expect((await copied(rows)).map((row) => row[1])).toEqual(texts);
});
