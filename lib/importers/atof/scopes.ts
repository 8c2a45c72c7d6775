import type { Lane } from "../../domain/record/run.ts";
import type { RowFacts } from "../dialogue/dialogue-steps.ts";
import type { Event } from "./schema.ts";

/** A scope that began and has not ended, or an agent's, which is kept so that late children find their lane. */
export type Scope = {
  uuid: string;
  category: string;
  lane: number;
  isRoot: boolean;
  hasChildren: boolean;
  /** The row of the call that leads here; rows of a sub-agent hang below it. */
  caller: number | null;
  startedAt: string | null;
  name: string;
  /** Of a scope that may be a leaf: what it was given, and where it began. */
  input: { words: string | null; place: RowFacts } | null;
};

/** The tree of scopes as events come: a lane for each root and each agent below. */
export class Scopes {
  readonly #open = new Map<string, Scope>();
  readonly #lanes: Lane[] = [];

  /** `caller`: see `Scope`, where this scope is a tool's. */
  begin(event: Event, startedAt: string | null): Scope {
    const { uuid, name } = event;
    const category = event.category ?? "unknown";
    const parent = event.parent_uuid ? this.#open.get(event.parent_uuid) : undefined;
    if (parent) parent.hasChildren = true;
    const isRoot = !event.parent_uuid;
    const isAgent = isRoot || category === "agent";
    if (isAgent) this.#lanes.push({ name, role: this.#lanes.length === 0 ? "main" : "other" });
    const lane = isAgent ? this.#lanes.length - 1 : (parent?.lane ?? 0);
    const caller = parent?.caller ?? null;
    const scope: Scope = { uuid, name, category, lane, isRoot, hasChildren: false, caller, startedAt, input: null };
    this.#open.set(uuid, scope);
    return scope;
  }

  /** The scope with this id; an ended one is forgotten unless it is an agent's. */
  end({ uuid }: Event): Scope | null {
    const scope = this.#open.get(uuid) ?? null;
    if (scope && !scope.isRoot && scope.category !== "agent") this.#open.delete(uuid);
    return scope;
  }

  parentOf({ parent_uuid: id }: Event): Scope | null {
    return (id ? this.#open.get(id) : undefined) ?? null;
  }

  /** Scopes that never ended, without the agents'. */
  *unended(): Generator<Scope> {
    for (const scope of this.#open.values()) if (!scope.isRoot && scope.category !== "agent") yield scope;
  }

  get lanes(): Lane[] {
    return this.#lanes.length > 0 ? this.#lanes : [{ name: "agent", role: "main" }];
  }
}
