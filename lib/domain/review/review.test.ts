import { describe, expect, it } from "vitest";
import type { Mark } from "../labels/mark.ts";
import type { MarkValue } from "../labels/mark-value.ts";
import { seededRandom } from "../seeded-random.ts";
import { type Draft, EMPTY_DRAFT, nextRequest, reduceDraft, viewDraft } from "./draft.ts";
import { placeKey, type Said } from "./gesture.ts";
import { untilHere } from "./until-here.ts";

const clientTime = "2026-11-20T10:00:00.000Z";
const phase = (ordinal: number, label: string | null): Said => ({
  dimension: "phase",
  anchor: { target: "step", ordinal },
  value: label === null ? null : { type: "label", label },
});
const say = (draft: Draft, id: string, ...said: Said[]) => reduceDraft(draft, { type: "say", id, said, clientTime });

/** A server in four lines: versions by place, stale is refused. */
class Server {
  readonly places = new Map<string, Mark>();
  save(draft: Draft, savedAt = clientTime): Draft {
    const request = nextRequest(draft);
    if (!request) return draft;
    const stale = request.marks.filter((mark) => (this.places.get(placeKey(mark))?.version ?? 0) !== mark.baseVersion);
    if (stale.length > 0)
      return reduceDraft(draft, {
        type: "stale",
        gestureId: request.gesture.id,
        stale: stale.map((yours) => ({ yours, current: this.places.get(placeKey(yours)) ?? null })),
      });
    const marks = request.marks.map(
      (mark): Mark => ({ ...mark, key: placeKey(mark), version: mark.baseVersion + 1, authorId: "me", savedAt }),
    );
    for (const mark of marks) this.places.set(mark.key, mark);
    return reduceDraft(draft, { type: "acknowledged", gestureId: request.gesture.id, marks, savedAt });
  }
  other(said: Said): void {
    const key = placeKey(said);
    this.places.set(key, {
      ...said,
      key,
      version: (this.places.get(key)?.version ?? 0) + 1,
      authorId: "me",
      savedAt: clientTime,
    });
  }
}

const at = (draft: Draft, ordinal: number) => viewDraft(draft).get(`phase|step:${ordinal}`) ?? null;
const label = (name: string): MarkValue => ({ type: "label", label: name });

describe("the draft of a review", () => {
  it("shows at once what was said and sends it on the version that stands", () => {
    let draft = say(EMPTY_DRAFT, "a", phase(0, "edit"));
    draft = say(draft, "b", phase(0, "verify"));
    expect(at(draft, 0)).toEqual(label("verify"));
    const server = new Server();
    draft = server.save(draft);
    expect(nextRequest(draft)?.marks[0]?.baseVersion).toBe(1);
    draft = server.save(draft);
    expect(draft.queue).toEqual([]);
    expect(at(draft, 0)).toEqual(label("verify"));
    expect(server.places.get("phase|step:0")?.version).toBe(2);
  });

  it("keeps quiet about what stands already", () => {
    const draft = say(EMPTY_DRAFT, "a", phase(0, "edit"));
    expect(say(draft, "b", phase(0, "edit"))).toBe(draft);
    expect(say(EMPTY_DRAFT, "c", phase(0, null))).toBe(EMPTY_DRAFT);
  });

  it("undoes and redoes across acknowledgements, whole gestures at a time", () => {
    const server = new Server();
    let draft = server.save(say(EMPTY_DRAFT, "a", phase(0, "edit")));
    draft = server.save(say(draft, "b", phase(0, "verify"), phase(1, "verify")));
    draft = reduceDraft(draft, { type: "undo", id: "c", clientTime });
    expect([at(draft, 0), at(draft, 1)]).toEqual([label("edit"), null]);
    draft = server.save(draft);
    draft = reduceDraft(draft, { type: "redo", id: "d", clientTime });
    expect([at(draft, 0), at(draft, 1)]).toEqual([label("verify"), label("verify")]);
    draft = reduceDraft(draft, { type: "undo", id: "e", clientTime });
    draft = reduceDraft(draft, { type: "undo", id: "f", clientTime });
    expect([at(draft, 0), at(draft, 1)]).toEqual([null, null]);
    for (let turn = 0; turn < 5; turn += 1) draft = server.save(draft);
    expect(draft.queue).toEqual([]);
    expect(server.places.get("phase|step:0")?.value).toBeNull();
  });

  it("holds everything while a conflict is open, then goes on with mine or theirs", () => {
    const server = new Server();
    server.other(phase(0, "understand"));
    const open = server.save(say(say(EMPTY_DRAFT, "a", phase(0, "edit")), "b", phase(1, "edit")));
    expect(open.conflict?.stale[0]).toMatchObject({
      yours: { value: label("edit") },
      current: { value: label("understand") },
    });
    expect(nextRequest(open)).toBeNull();
    const mine = server.save(reduceDraft(open, { type: "keep-mine", id: "a2", clientTime }));
    expect([at(mine, 0), mine.queue.map(({ id }) => id)]).toEqual([label("edit"), ["b"]]);
    const theirs = reduceDraft(open, { type: "take-theirs" });
    expect([at(theirs, 0), theirs.queue.map(({ id }) => id)]).toEqual([label("understand"), ["b"]]);
  });

  it("holds a refused gesture until a person lets go of it", () => {
    const refused = reduceDraft(say(EMPTY_DRAFT, "a", phase(0, "edit")), {
      type: "refused",
      gestureId: "a",
      message: "No.",
    });
    expect(nextRequest(refused)).toBeNull();
    expect(reduceDraft(refused, { type: "drop-refused" })).toMatchObject({ queue: [], refused: null });
  });

  it("takes up what a killed browser left, once", () => {
    const left = say(EMPTY_DRAFT, "a", phase(0, "edit")).queue;
    const draft = reduceDraft(reduceDraft(EMPTY_DRAFT, { type: "restored", gestures: left }), {
      type: "restored",
      gestures: left,
    });
    expect(draft.queue.map(({ id }) => id)).toEqual(["a"]);
  });

  it("is not moved back by a reply that was overtaken", () => {
    const newer: Mark = {
      key: "k",
      dimension: "phase",
      anchor: { target: "step", ordinal: 0 },
      value: label("edit"),
      version: 3,
      authorId: "me",
      savedAt: clientTime,
    };
    const draft = reduceDraft(EMPTY_DRAFT, { type: "loaded", marks: [newer] });
    const late = reduceDraft(draft, {
      type: "acknowledged",
      gestureId: "x",
      marks: [{ ...newer, version: 2, value: label("other") }],
      savedAt: clientTime,
    });
    expect(at(late, 0)).toEqual(label("edit"));
  });
});

describe("random histories", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "seed %i: ends with the server holding what the person sees, nothing lost",
    (seed) => {
      const random = seededRandom(seed);
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
      const server = new Server();
      let draft = EMPTY_DRAFT;
      let ids = 0;
      const id = () => `g${(ids += 1)}`;
      for (let turn = 0; turn < 400; turn += 1) {
        const action = pick(["say", "say", "say", "save", "save", "undo", "redo", "other", "reload", "cut"] as const);
        if (action === "say")
          draft = say(
            draft,
            id(),
            phase(Math.floor(random() * 5), pick(["edit", "verify", null])),
            phase(5 + Math.floor(random() * 3), "other"),
          );
        if (action === "save") draft = server.save(draft);
        if (action === "undo" || action === "redo") draft = reduceDraft(draft, { type: action, id: id(), clientTime });
        if (action === "other" && random() < 0.2) server.other(phase(Math.floor(random() * 5), "handoff"));
        if (action === "reload")
          draft = reduceDraft(
            { ...EMPTY_DRAFT, queue: draft.queue, conflict: draft.conflict },
            { type: "loaded", marks: [...server.places.values()] },
          );
        // The reply is lost after the server acted: the same gesture is sent again and answered as before.
        if (action === "cut" && !draft.conflict) {
          const request = nextRequest(draft);
          const after = server.save(draft);
          if (request && after.conflict === null)
            draft = reduceDraft(draft, {
              type: "acknowledged",
              gestureId: request.gesture.id,
              marks: request.marks.map((mark) => server.places.get(placeKey(mark)) as Mark),
              savedAt: clientTime,
            });
        }
        if (draft.conflict)
          draft = reduceDraft(
            draft,
            random() < 0.5 ? { type: "keep-mine", id: id(), clientTime } : { type: "take-theirs" },
          );
      }
      for (let turn = 0; turn < 1000 && (draft.queue.length > 0 || draft.conflict); turn += 1) {
        draft = draft.conflict ? reduceDraft(draft, { type: "keep-mine", id: id(), clientTime }) : server.save(draft);
      }
      expect(draft.queue).toEqual([]);
      draft = reduceDraft(draft, { type: "loaded", marks: [...server.places.values()] });
      for (const [key, value] of viewDraft(draft))
        expect([key, server.places.get(key)?.value ?? null]).toEqual([key, value]);
    },
  );
});

it.each([
  [[null, null, null], 2, [0, 1, 2]],
  [["edit", null, null], 2, [1, 2]],
  [["edit", "edit", "edit"], 2, [2]],
  [[null], 0, [0]],
] as [(string | null)[], number, number[]][])("until here in %j at %i labels %j", (phases, ordinal, steps) => {
  expect(untilHere(phases, ordinal)).toEqual(steps);
});
