import { setImmediate as nextTurn } from "node:timers/promises";
import { mergeHits } from "./merge-hits.ts";
import type { Hit } from "./rule.ts";
import { DECODINGS, RULES } from "./ruleset.ts";
import type { View } from "./views/view.ts";

/** One piece of a long text, in UTF-16 units. */
const CHUNK_UNITS = 1 << 20;
/** What two neighbours share: no value but a key block or a blob is longer, and those move the cut. */
const OVERLAP_UNITS = 4096;
/** What a rule may need to see before a value: its name, the address around it. */
const CONTEXT_UNITS = 256;
/** Views of views: colours in escaped JSON, an escaped key in a blob. Deeper is not looked for. */
const MAX_DEPTH = 2;
/** For one chunk with all its views; a plain one takes about 100 ms. */
const DEFAULT_BUDGET_MS = 30_000;

export type ScanOptions = {
  /** How long one chunk of 1 Mi units may take, with all its views, in ms. */
  budgetMs?: number;
  /** For tests: a monotonic clock in ms, and smaller chunks (at least four times the overlap). */
  now?: () => number;
  chunkUnits?: number;
  overlapUnits?: number;
};

/**
 * The text was not looked at to its end: too slow, or a rule failed. Says where and why, never what was there. A caller
 * must treat it as a failed scan; hits found so far are not handed out, so that they cannot be taken for all.
 */
export class ScanIncomplete extends Error {
  override readonly name = "ScanIncomplete";
  constructor(
    /** Id of the rule or decoding that was at work. */
    readonly at: string,
    readonly start: number,
    readonly end: number,
    reason: string,
  ) {
    super(`The scan of units ${start} to ${end} stopped at ${at}: ${reason}.`);
  }
}

/** Throws `ScanIncomplete`; called after every rule and every decoding. */
type Guard = { chunkStart: number; chunkEnd: number; check: (at: string) => void };

/**
 * Everything the ruleset finds in one text of any size: ranges in UTF-16 units of `text`, sorted, without overlaps. Also
 * what is found in its decoded views, as ranges of the raw text. Throws `ScanIncomplete` and nothing else.
 *
 * A rule is one call and cannot be stopped in the middle; the budget is checked when it comes back. Between chunks other
 * work of the process gets its turn.
 */
export async function scanText(text: string, options: ScanOptions = {}): Promise<Hit[]> {
  const { chunkUnits = CHUNK_UNITS, overlapUnits = OVERLAP_UNITS } = options;
  const hits: Hit[] = [];
  let seen = 0;
  for (let start = 0; start < text.length || start === 0; ) {
    const end = Math.min(text.length, start + chunkUnits);
    const found = await scanChunk(text.slice(start, end), guard(start, end, options));
    for (const hit of found) {
      const moved = { ...hit, start: hit.start + start, end: hit.end + start };
      // The chunk before saw all of it, and what stands before it.
      const isSeen = moved.start < start + CONTEXT_UNITS && moved.end <= seen;
      if (!isSeen) hits.push(moved);
    }
    if (end === text.length) break;
    seen = end;
    start = nextStart(found, start, end, overlapUnits);
    await nextTurn();
  }
  return mergeHits(hits);
}

/** A value that reaches the end of the chunk may go on: the next chunk begins before it, unless that is no progress. */
function nextStart(found: readonly Hit[], start: number, end: number, overlapUnits: number): number {
  const cut = found.filter((hit) => hit.end + start > end - CONTEXT_UNITS).map((hit) => hit.start + start);
  const wanted = Math.min(end - overlapUnits, ...cut.map((hitStart) => hitStart - CONTEXT_UNITS));
  return wanted > start ? wanted : end - overlapUnits;
}

function guard(chunkStart: number, chunkEnd: number, options: ScanOptions): Guard {
  const { budgetMs = DEFAULT_BUDGET_MS, now = () => performance.now() } = options;
  const began = now();
  const check = (at: string) => {
    const spentMs = now() - began;
    if (spentMs <= budgetMs) return;
    throw new ScanIncomplete(at, chunkStart, chunkEnd, `${Math.round(spentMs)} ms of ${budgetMs} were used up`);
  };
  return { chunkStart, chunkEnd, check };
}

async function scanChunk(text: string, limits: Guard): Promise<Hit[]> {
  return mergeHits(await scanViews(text, limits, MAX_DEPTH, new Map()));
}

/** The texts that were looked at, and how deep: two orders of decoding often end in the same text. */
type Known = Map<string, number>;

/** Hits of a text and of its views, in units of the text. */
async function scanViews(text: string, limits: Guard, depth: number, known: Known): Promise<Hit[]> {
  known.set(text, depth);
  const views = depth > 0 ? viewsOf(text, limits) : [];
  const own = await applyRules(text, limits);
  // An address may swallow the `n` of an escape; a token has a mark, and `C:\npm_…` may be no escape at all.
  const hits = own.filter((hit) => hit.kind === "secret" || !views.some((view) => view.isSplit(hit)));
  for (const view of views) {
    if ((known.get(view.text) ?? -1) >= depth - 1) continue;
    const found = await scanViews(view.text, limits, depth - 1, known);
    for (const hit of found) hits.push({ ...hit, ...view.toRaw(hit.start, hit.end) });
  }
  return hits;
}

function viewsOf(text: string, limits: Guard): View[] {
  return DECODINGS.flatMap(({ id, view }) => {
    try {
      const decoded = view(text);
      limits.check(id);
      return decoded === null || decoded.text === "" ? [] : [decoded];
    } catch (error) {
      throw failed(id, limits, error);
    }
  });
}

async function applyRules(text: string, limits: Guard): Promise<Hit[]> {
  const hits: Hit[] = [];
  for (const rule of RULES) {
    try {
      for (const hit of await rule.find(text)) hits.push(hit);
      limits.check(rule.id);
    } catch (error) {
      throw failed(rule.id, limits, error);
    }
  }
  return hits;
}

/** Only the error's class is told: its message may hold the text that was being looked at. */
function failed(at: string, { chunkStart, chunkEnd }: Guard, error: unknown): ScanIncomplete {
  if (error instanceof ScanIncomplete) return error;
  const kind = error instanceof Error ? error.constructor.name : typeof error;
  return new ScanIncomplete(at, chunkStart, chunkEnd, `it failed with ${kind}`);
}
