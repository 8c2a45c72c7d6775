import type { Tx } from "../../db/client.ts";
import type { Found, Lost } from "../../domain/labels/unmatched.ts";

/** Two revisions of one run. */
export type Passage = {
  trajectoryId: string;
  from: string;
  to: string;
  /** What is added to a byte offset of the older to get the newer one's; null where their bytes have nothing in common. */
  shift: bigint | null;
};

/** Where a step of the older revision may stand in the newer one. */
type Sight = { exact: number[]; samePlace: number[]; sameContent: number[]; next: number | null; twins: number };

const NOTHING: Sight = { exact: [], samePlace: [], sameContent: [], next: null, twins: 1 };
/** Places told to a person at most. */
const MAX_CANDIDATES = 5;

type Pair = { from: number; to: number; isSame: boolean };

/**
 * Steps of an older revision on a newer one: the same bytes of the same place and the same content, on both sides once.
 * Everything else is only told as where a person may look.
 */
export class StepMatches {
  private constructor(private readonly sights: ReadonlyMap<number, Sight>) {}

  static async find(tx: Tx, passage: Passage, ordinals: Iterable<number>): Promise<StepMatches> {
    const wanted = [...new Set(ordinals)];
    const sights = new Map<number, Sight>();
    if (wanted.length === 0) return new StepMatches(sights);
    for (const { ordinal, twins } of await countTwins(tx, passage, wanted))
      sights.set(ordinal, { exact: [], samePlace: [], sameContent: [], next: null, twins });
    for (const { from, to, isSame } of await samePlaces(tx, passage, wanted))
      (isSame ? sights.get(from)?.exact : sights.get(from)?.samePlace)?.push(to);
    const open = wanted.filter((ordinal) => sights.get(ordinal)?.exact.length !== 1);
    for (const { from, to } of await sameContents(tx, passage, open)) sights.get(from)?.sameContent.push(to);
    for (const { from, to } of await nextOnes(tx, passage, open)) {
      const sight = sights.get(from);
      if (sight) sight.next = to;
    }
    return new StepMatches(sights);
  }

  step(ordinal: number): Found<number> {
    const sight = this.sights.get(ordinal) ?? NOTHING;
    const [only, ...others] = sight.exact;
    if (only !== undefined && others.length === 0 && sight.twins === 1) return { at: only };
    return { lost: lostOf(sight) };
  }

  /** Steps that stand for the same bytes, whatever they say. */
  samePlace(ordinal: number): readonly number[] {
    const { exact, samePlace } = this.sights.get(ordinal) ?? NOTHING;
    return [...exact, ...samePlace];
  }
}

function lostOf({ exact, samePlace, sameContent, next }: Sight): Lost {
  const told = (list: readonly number[]) => list.slice(0, MAX_CANDIDATES);
  if (exact.length > 0) return { reason: "ambiguous", candidates: told(exact) };
  if (samePlace.length > 0) return { reason: "content_changed", candidates: told(samePlace) };
  if (sameContent.length > 0)
    return { reason: sameContent.length === 1 ? "moved" : "ambiguous", candidates: told(sameContent) };
  return { reason: "step_gone", candidates: next === null ? [] : [next] };
}

/** How many steps of the older revision are equal in place and content, the step itself counted. */
async function countTwins(
  tx: Tx,
  { trajectoryId, from }: Passage,
  ordinals: number[],
): Promise<{ ordinal: number; twins: number }[]> {
  return tx.$queryRaw`
    SELECT o."ordinal", count(*)::int AS "twins" FROM "Step" o JOIN "Step" t
      ON t."trajectoryId" = o."trajectoryId" AND t."revisionId" = o."revisionId" AND t."sourcePath" = o."sourcePath"
      AND t."sourceByteStart" = o."sourceByteStart" AND t."sourceByteEnd" = o."sourceByteEnd" AND t."contentSha256" = o."contentSha256"
    WHERE o."trajectoryId" = ${trajectoryId}::uuid AND o."revisionId" = ${from}::uuid AND o."ordinal" = ANY(${ordinals}::int[])
    GROUP BY o."ordinal"`;
}

async function samePlaces(tx: Tx, { trajectoryId, from, to, shift }: Passage, ordinals: number[]): Promise<Pair[]> {
  if (shift === null) return [];
  return tx.$queryRaw<Pair[]>`
    SELECT o."ordinal" AS "from", n."ordinal" AS "to", n."contentSha256" = o."contentSha256" AS "isSame" FROM "Step" o JOIN "Step" n
      ON n."trajectoryId" = o."trajectoryId" AND n."revisionId" = ${to}::uuid AND n."sourcePath" = o."sourcePath"
      AND n."sourceByteStart" = o."sourceByteStart" + ${shift}::bigint AND n."sourceByteEnd" = o."sourceByteEnd" + ${shift}::bigint
    WHERE o."trajectoryId" = ${trajectoryId}::uuid AND o."revisionId" = ${from}::uuid AND o."ordinal" = ANY(${ordinals}::int[])
    ORDER BY n."ordinal"`;
}

async function sameContents(tx: Tx, { trajectoryId, from, to }: Passage, ordinals: number[]): Promise<Pair[]> {
  return tx.$queryRaw<Pair[]>`
    SELECT o."ordinal" AS "from", n."ordinal" AS "to", true AS "isSame" FROM "Step" o CROSS JOIN LATERAL (
      SELECT n."ordinal" FROM "Step" n WHERE n."trajectoryId" = o."trajectoryId" AND n."revisionId" = ${to}::uuid
        AND n."contentSha256" = o."contentSha256"
      ORDER BY abs(n."ordinal" - o."ordinal"), n."ordinal" LIMIT ${MAX_CANDIDATES}) n
    WHERE o."trajectoryId" = ${trajectoryId}::uuid AND o."revisionId" = ${from}::uuid AND o."ordinal" = ANY(${ordinals}::int[])`;
}

/** The first step of the newer revision that ends behind where the older step began; else its last one. */
async function nextOnes(tx: Tx, { trajectoryId, from, to, shift }: Passage, ordinals: number[]): Promise<Pair[]> {
  return tx.$queryRaw<Pair[]>`
    SELECT o."ordinal" AS "from", n."ordinal" AS "to", false AS "isSame" FROM "Step" o CROSS JOIN LATERAL (
      SELECT n."ordinal" FROM "Step" n WHERE n."trajectoryId" = o."trajectoryId" AND n."revisionId" = ${to}::uuid
      ORDER BY n."sourceByteEnd" <= o."sourceByteStart" + ${shift ?? 0n}::bigint,
        CASE WHEN n."sourceByteEnd" <= o."sourceByteStart" + ${shift ?? 0n}::bigint THEN -n."ordinal" ELSE n."ordinal" END LIMIT 1) n
    WHERE o."trajectoryId" = ${trajectoryId}::uuid AND o."revisionId" = ${from}::uuid AND o."ordinal" = ANY(${ordinals}::int[])`;
}
