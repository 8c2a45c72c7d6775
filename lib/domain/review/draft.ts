import type { Mark, MarkInput } from "../labels/mark.ts";
import type { MarkValue } from "../labels/mark-value.ts";
import { type Gesture, type Place, placeKey, placeOf, type Said, sameValue } from "./gesture.ts";

type Standing = { place: Place; value: MarkValue | null; version: number };
export type Stale = { yours: MarkInput; current: Mark | null };

/**
 * A review as one browser holds it: what the server acknowledged, and above it what is still on its way. Pure and
 * immutable; ids and times come in with the actions.
 */
export type Draft = {
  standing: ReadonlyMap<string, Standing>;
  /** Not acknowledged yet, oldest first; only the first may be under way. */
  queue: readonly Gesture[];
  undoable: readonly Gesture[];
  redoable: readonly Gesture[];
  /** The first of the queue was made on something that changed elsewhere; both versions are kept. */
  conflict: { gestureId: string; stale: readonly Stale[] } | null;
  /** The first of the queue cannot be taken as it is. */
  refused: { gestureId: string; message: string } | null;
  lastSavedAt: string | null;
};

export type DraftAction =
  | { type: "loaded"; marks: readonly Mark[] }
  | { type: "restored"; gestures: readonly Gesture[] }
  | { type: "say"; id: string; said: readonly Said[]; clientTime: string }
  | { type: "undo" | "redo" | "keep-mine"; id: string; clientTime: string }
  | { type: "acknowledged"; gestureId: string; marks: readonly Mark[]; savedAt: string }
  | { type: "stale"; gestureId: string; stale: readonly Stale[] }
  | { type: "refused"; gestureId: string; message: string }
  | { type: "take-theirs" | "drop-refused" };

export const EMPTY_DRAFT: Draft = {
  standing: new Map(),
  queue: [],
  undoable: [],
  redoable: [],
  conflict: null,
  refused: null,
  lastSavedAt: null,
};

export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case "loaded":
      return {
        ...draft,
        standing: withMarks(new Map(), action.marks),
        lastSavedAt: newest(draft.lastSavedAt, action.marks),
      };
    case "restored": {
      const known = new Set(draft.queue.map(({ id }) => id));
      return { ...draft, queue: [...action.gestures.filter(({ id }) => !known.has(id)), ...draft.queue] };
    }
    case "say": {
      const gesture = gestureOf(draft, action.id, action.said, action.clientTime);
      return gesture
        ? { ...draft, queue: [...draft.queue, gesture], undoable: [...draft.undoable, gesture], redoable: [] }
        : draft;
    }
    case "undo":
      return stepBack(draft, action, "undoable", "redoable");
    case "redo":
      return stepBack(draft, action, "redoable", "undoable");
    case "acknowledged":
      return {
        ...without(draft, action.gestureId),
        standing: withMarks(draft.standing, action.marks),
        lastSavedAt: action.savedAt,
      };
    case "stale":
      return { ...draft, conflict: { gestureId: action.gestureId, stale: action.stale } };
    case "refused":
      return { ...draft, refused: { gestureId: action.gestureId, message: action.message } };
    case "keep-mine":
      return keepMine(draft, action.id, action.clientTime);
    case "take-theirs":
      return draft.conflict
        ? {
            ...without(draft, draft.conflict.gestureId),
            standing: withCurrent(draft, draft.conflict.stale),
            conflict: null,
            undoable: [],
            redoable: [],
          }
        : draft;
    case "drop-refused":
      return draft.refused
        ? { ...without(draft, draft.refused.gestureId), refused: null, undoable: [], redoable: [] }
        : draft;
  }
}

/** What a person sees: the acknowledged values with everything on its way laid over them. */
export function viewDraft(draft: Draft): Map<string, MarkValue | null> {
  const view = new Map([...draft.standing].map(([key, { value }]) => [key, value] as const));
  for (const { said } of draft.queue) for (const mark of said) view.set(placeKey(mark), mark.value);
  return view;
}

/** The same as marks that stand, each with its place; what was taken back is not among them. */
export function viewMarks(draft: Draft): (Place & { value: MarkValue })[] {
  const marks = new Map<string, Place & { value: MarkValue | null }>();
  for (const [key, { place, value }] of draft.standing) marks.set(key, { ...place, value });
  for (const { said } of draft.queue)
    for (const mark of said) marks.set(placeKey(mark), { ...placeOf(mark), value: mark.value });
  return [...marks.values()].flatMap(({ value, ...place }) => (value === null ? [] : [{ ...place, value }]));
}

/** What to send now: the first of the queue, on the versions that stand; null when there is nothing or a person must choose. */
export function nextRequest(draft: Draft): { gesture: Gesture; marks: MarkInput[] } | null {
  const [gesture] = draft.queue;
  if (!gesture || draft.conflict || draft.refused) return null;
  const marks = gesture.said.map(
    (said): MarkInput => ({ ...said, baseVersion: draft.standing.get(placeKey(said))?.version ?? 0 }),
  );
  return { gesture, marks };
}

/** A gesture with only what it changes; null when everything stands already. */
function gestureOf(draft: Draft, id: string, said: readonly Said[], clientTime: string): Gesture | null {
  const view = viewDraft(draft);
  const changes = said.filter((mark) => !sameValue(view.get(placeKey(mark)) ?? null, mark.value));
  if (changes.length === 0) return null;
  const before = changes.map((mark) => ({ ...mark, value: view.get(placeKey(mark)) ?? null }));
  return { id, said: [...changes], before, clientTime };
}

function stepBack(
  draft: Draft,
  { id, clientTime }: { id: string; clientTime: string },
  from: "undoable" | "redoable",
  to: "undoable" | "redoable",
): Draft {
  const last = draft[from].at(-1);
  if (!last) return draft;
  const rest = draft[from].slice(0, -1);
  const gesture = gestureOf(draft, id, last.before, clientTime);
  if (!gesture) return { ...draft, [from]: rest };
  return { ...draft, queue: [...draft.queue, gesture], [from]: rest, [to]: [...draft[to], gesture] };
}

/** The same words again under a new name, this time on the versions that stand now. */
function keepMine(draft: Draft, id: string, clientTime: string): Draft {
  if (!draft.conflict) return draft;
  const { gestureId, stale } = draft.conflict;
  return {
    ...draft,
    standing: withCurrent(draft, stale),
    queue: draft.queue.map((gesture) => (gesture.id === gestureId ? { ...gesture, id, clientTime } : gesture)),
    conflict: null,
  };
}

function without(draft: Draft, gestureId: string): Draft {
  return { ...draft, queue: draft.queue.filter(({ id }) => id !== gestureId) };
}

function withMarks(standing: ReadonlyMap<string, Standing>, marks: readonly Mark[]): Map<string, Standing> {
  const next = new Map(standing);
  for (const mark of marks) {
    const key = placeKey(mark);
    // A reply that was overtaken by a newer one changes nothing.
    if ((next.get(key)?.version ?? 0) <= mark.version)
      next.set(key, { place: placeOf(mark), value: mark.value, version: mark.version });
  }
  return next;
}

function withCurrent(draft: Draft, stale: readonly Stale[]): Map<string, Standing> {
  const next = new Map(draft.standing);
  for (const { yours, current } of stale) {
    if (current) next.set(placeKey(yours), { place: placeOf(yours), value: current.value, version: current.version });
    else next.delete(placeKey(yours));
  }
  return next;
}

function newest(last: string | null, marks: readonly Mark[]): string | null {
  return marks.reduce<string | null>(
    (latest, { savedAt }) => (latest === null || savedAt > latest ? savedAt : latest),
    last,
  );
}
