import { parseArgs } from "node:util";
import { seededRandom } from "../../lib/domain/seeded-random.ts";
import { addMember } from "../../lib/services/people/add-member.ts";
import { type Acknowledged, annotate, type Run } from "./annotator.ts";
import { openChaosStudio, pause, type ChaosStudio } from "./studio.ts";

/**
 * No acknowledged label is ever lost: people label as fast as they can while the server (and every fourth time the
 * database under it) is killed; afterwards every acknowledged save must be there, once, and each history complete.
 * With --sabotage the clients believe a save before it is answered, and the check must find the loss.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    sabotage: { type: "boolean", default: false },
  },
});
const kills = Number(values.kills);
const PROJECT = "express-checkout";
const ANNOTATORS = 4;

const studio = await openChaosStudio();
try {
  await studio.startWeb();
  const journal: Acknowledged[] = [];
  const attempts = await storm(studio, (entry) => journal.push(entry));
  const found = await check(studio, journal);
  const isPassed = values.sabotage ? found.lost > 0 : found.lost === 0 && found.doubled === 0 && found.broken === 0;
  console.log(
    JSON.stringify({
      id: "chaos:labels",
      sabotage: values.sabotage,
      kills,
      seed: Number(values.seed),
      attempts,
      acknowledged: journal.length,
      ...found,
      pass: isPassed,
    }),
  );
  process.exitCode = isPassed ? 0 : 1;
} finally {
  await studio.close();
}

async function storm(
  { url, db, operator, signIn, killWeb, killEngine, startWeb }: ChaosStudio,
  journal: (entry: Acknowledged) => void,
): Promise<number> {
  const runs: Run[] = (await db.prisma.trajectory.findMany({ orderBy: { stepCount: "desc" }, take: 2 })).map((row) => ({
    id: row.id,
    revisionId: row.currentRevisionId,
    stepCount: row.stepCount,
  }));
  let isOver = false;
  let attempts = 0;
  const random = seededRandom(Number(values.seed));
  const people = await Promise.all(
    Array.from({ length: ANNOTATORS }, async (_, index) => {
      const email = `annotator-${index}@studio.example`;
      const { password } = await addMember(operator(), {
        project: PROJECT,
        name: `Annotator ${index}`,
        email,
        role: "annotator",
      });
      return { cookie: await signIn(email, password ?? ""), run: runs[index % runs.length] };
    }),
  );
  const working = people.map(({ cookie, run }) =>
    run
      ? annotate({
          url,
          cookie,
          run,
          random,
          isOver: () => isOver,
          isCareless: values.sabotage,
          journal,
          onAttempt: () => {
            attempts += 1;
          },
        })
      : Promise.resolve(),
  );
  const failed = Promise.all(working).then(() => null);
  for (let kill = 1; kill <= kills; kill += 1) {
    await Promise.race([pause(400 + random() * 500), failed]);
    await killWeb();
    if (kill % 4 === 0) await killEngine();
    await startWeb();
  }
  isOver = true;
  await failed;
  return attempts;
}

/** Compares what was acknowledged with what is stored. */
async function check({ db }: ChaosStudio, journal: readonly Acknowledged[]) {
  const rows = await db.prisma.annotationRevision.findMany();
  const stored = new Map(rows.map((row) => [row.gestureId, row]));
  const lost = journal.filter(({ gestureId, version, label }) => {
    const row = stored.get(gestureId);
    return row?.version !== version || JSON.stringify(row.value) !== JSON.stringify({ type: "label", label });
  }).length;
  const heads = await db.prisma.annotationHead.findMany();
  const histories = groupByKey(rows);
  const broken = heads.filter((head) => {
    const versions = (histories.get(head.annotationKey) ?? []).map(({ version }) => version).sort((a, b) => a - b);
    return versions.length !== head.version || versions.some((version, index) => version !== index + 1);
  }).length;
  const audited = await db.prisma.auditRow.count({ where: { action: "save-marks" } });
  return {
    stored: rows.length,
    lost,
    doubled: rows.length - stored.size,
    broken: broken + Math.abs(audited - stored.size),
  };
}

function groupByKey<T extends { annotationKey: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(row.annotationKey, [...(groups.get(row.annotationKey) ?? []), row]);
  return groups;
}
