import { createContext, OPERATOR } from "../../lib/services/context.ts";
import { buildWeb, generateClient } from "../../lib/cli/start/build.ts";
import { addMember } from "../../lib/services/people/add-member.ts";
import { createProject } from "../../lib/services/studio/create-project.ts";
import { v7 as uuidv7 } from "uuid";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type ChaosStudio, openChaosStudio } from "../chaos/studio.ts";
import { type Desk, httpDesk } from "./desk.ts";
import { isFile } from "./input.ts";
import { type Result, tryInput } from "./run-table.ts";
import { WORD } from "./runs.ts";
import { cleanUp, SABOTAGES } from "./sabotage.ts";
import { OTHERWISE, TABLE } from "./table.ts";

/**
 * Every bad input, through the real server into a real database: each must end as the table says, lose nothing, change
 * nothing it should not, and end the same when it is sent again. Exits 1 when one does not.
 * With --sabotage careless studios are put in the place of ours, one after the other, and each must be found out.
 */
const { values } = parseArgs({
  options: {
    rows: { type: "string" },
    short: { type: "boolean", default: false },
    sabotage: { type: "boolean", default: false },
    port: { type: "string" },
  },
});
const wanted = values.rows?.split(",");
const inputs = TABLE.filter(
  (input) => (!wanted || wanted.includes(input.row)) && !((values.short || values.sabotage) && input.isLong),
);
const PROJECT = "bad-input";
/** Inputs that each sabotage is tried with. */
const SABOTAGE_INPUTS = 40;

await generateClient();
await buildWeb({ tell: console.log });
let log = "";
const studio = await openChaosStudio({
  port: values.port === undefined ? undefined : Number(values.port),
  onLog: (text) => (log += text),
});
try {
  await studio.startWeb();
  const desk = await openDesk(studio);
  process.exitCode = values.sabotage ? await trySabotages(desk) : await tryAll(desk);
} finally {
  await studio.close();
}

async function openDesk({ db, files, url, operator, signIn }: ChaosStudio): Promise<Desk> {
  const projectId = uuidv7();
  await db.prisma.$transaction((tx) => createProject(tx, { id: projectId, slug: PROJECT, name: "Bad input" }, uuidv7));
  const email = "sender@studio.example";
  const { password } = await addMember(operator(), { project: PROJECT, name: "Sender", email, role: "admin" });
  const cookie = await signIn(email, password ?? "");
  const place = { db, project: PROJECT, projectId, operator: () => createContext({ actor: OPERATOR, db, files }) };
  return httpDesk(place, { url, cookie });
}

async function tryAll(desk: Desk): Promise<number> {
  const results: Result[] = [];
  for (const row of new Set(inputs.map((input) => input.row))) {
    const ofRow: Result[] = [];
    for (const input of inputs.filter((each) => each.row === row)) ofRow.push(await tryInput(desk, input));
    const bad = ofRow.filter(({ wrong }) => wrong.length > 0);
    const slowest = Math.max(...ofRow.map(({ ms }) => ms));
    const remark = OTHERWISE[row];
    console.log(
      `${row.padEnd(3)} tried ${String(ofRow.length).padStart(3)}, unexpected ${bad.length}, slowest ${slowest} ms${remark ? ` (${remark})` : ""}`,
    );
    for (const { input, wrong } of bad) console.log(`      ${input.what}: ${wrong.join("; ")}`);
    results.push(...ofRow);
  }
  const unexpected = results.filter(({ wrong }) => wrong.length > 0).length + (log.includes(WORD) ? 1 : 0);
  if (log.includes(WORD)) console.log("      the server's log quotes what was sent");
  const isOurs = ({ input }: Result) => input.row !== "A11";
  const distinct = (some: readonly Result[]) => new Set(some.map(({ sha256 }) => sha256)).size;
  const mib = (kib: number) => Math.round(kib / 1024);
  const files = results.filter(({ input }) => isFile(input)).length;
  console.log(
    `files ${files}, acts ${results.length - files}, written here ${distinct(results.filter(isOurs))} distinct, the rest are of JSONTestSuite`,
  );
  console.log(
    `most memory: reader ${mib(process.resourceUsage().maxRSS)} MB, server ${mib(peakOf(studio.webPids()))} MB`,
  );
  console.log(`tried ${results.length}, distinct ${distinct(results)}, unexpected ${unexpected}`);
  return unexpected === 0 ? 0 : 1;
}

/** Fails, as the check should: 0 only when a careless studio was not found out. */
async function trySabotages(desk: Desk): Promise<number> {
  const files = inputs.filter(isFile);
  const some = files.filter((_, at) => at % Math.ceil(files.length / SABOTAGE_INPUTS) === 0);
  const dotted = inputs.filter((input) => isFile(input) && input.row === "A18").slice(0, 4);
  let isFoundOut = true;
  for (const [what, sabotage] of Object.entries(SABOTAGES)) {
    let unexpected = 0;
    for (const input of [...some, ...dotted])
      unexpected += (await tryInput(sabotage(desk), input)).wrong.length > 0 ? 1 : 0;
    cleanUp();
    isFoundOut &&= unexpected > 0;
    console.log(`a studio that ${what}: tried ${some.length + dotted.length}, unexpected ${unexpected}`);
  }
  console.log(isFoundOut ? "Every sabotage was found out." : "A sabotage was not found out.");
  return isFoundOut ? 1 : 0;
}

/** The most memory these processes ever held, in KiB; 0 where the system does not tell. */
function peakOf(pids: readonly number[]): number {
  const peaks = pids.map((pid) => {
    try {
      return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return peaks.reduce((sum, peak) => sum + peak, 0);
}
