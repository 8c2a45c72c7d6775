import type { Lane } from "../../domain/record/run.ts";
import type { ParsedStep } from "../../domain/record/step.ts";
import { DialogueSteps } from "../dialogue/dialogue-steps.ts";
import type { NoteBook } from "../dialogue/note-book.ts";
import { decodeView } from "../json/bytes.ts";
import { parseValue } from "../json/document.ts";
import type { DocumentValue } from "../json/document-plan.ts";
import { type Handover, mapStep } from "./map-step.ts";
import type { KnownLanes } from "./restore-rows.ts";
import { Step } from "./schema.ts";
import { cutSubagent, type Subagent, SubagentShelf } from "./subagents.ts";

/** Bytes held while it is unknown where embedded sub-agents belong; a larger file has them behind its steps. */
const HELD_BYTES = 128 * 1024 * 1024;

type Frame = { steps: readonly DocumentValue[]; next: number; lane: number; parentOrdinal: number | null };

/**
 * Puts the steps of a document and of the agents it embeds in one order: an agent's steps follow the step whose result
 * refers to it. A document may embed its agents behind its steps, so from the first reference on the steps wait.
 */
export class LaneWalk {
  readonly rows = new DialogueSteps();
  /** Lanes behind the main one. */
  readonly lanes: Lane[] = [];
  actionCount = 0;
  /** References to no agent of this file. */
  readonly strangers: Handover[] = [];
  unknownRecords = 0;
  private readonly shelf = new SubagentShelf();
  private held: DocumentValue[] = [];
  private heldBytes = 0;
  private isHolding = false;
  private isShelfFull = false;
  private hasGivenUp = false;
  private named: KnownLanes = null;
  private readonly claimed = new Set<number>();

  constructor(
    private readonly book: NoteBook,
    private readonly maxHeldBytes = HELD_BYTES,
  ) {}

  /** The lanes that the document names before its steps, the main one first; its agents may say which one they are. */
  adopt(lanes: readonly Lane[]): void {
    this.named = { count: lanes.length };
    this.lanes.push(...lanes.slice(1));
  }

  /** The next step of the document itself. */
  async *step(value: DocumentValue): AsyncGenerator<ParsedStep> {
    if (!this.isHolding) return yield* this.walk([{ steps: [value], next: 0, lane: 0, parentOrdinal: null }]);
    this.held.push(value);
    yield* this.hold(value);
  }

  /** The next agent the document embeds. */
  async *subagent(value: DocumentValue): AsyncGenerator<ParsedStep> {
    this.shelf.put(await cutSubagent(value));
    if (this.hasGivenUp) yield* this.rest();
    else yield* this.hold(value);
  }

  /** No further agent is embedded: the steps that waited go on. */
  async *endSubagents(): AsyncGenerator<ParsedStep> {
    this.isShelfFull = true;
    yield* this.release();
  }

  /** Whatever still waits; agents that no step refers to come last. */
  async *finish(): AsyncGenerator<ParsedStep> {
    this.isShelfFull = true;
    yield* this.release();
    yield* this.rest();
  }

  private async *hold({ path, byteStart, bytes }: DocumentValue): AsyncGenerator<ParsedStep> {
    this.heldBytes += bytes.length;
    if (this.heldBytes <= this.maxHeldBytes) return;
    this.hasGivenUp = true;
    const reason = "steps and the agents they call stand too far apart in this file to be put together";
    this.book.add("far-agents", reason, "Agents stand behind the other steps.", { path, byteOffset: byteStart });
    yield* this.release();
    yield* this.rest();
  }

  private async *release(): AsyncGenerator<ParsedStep> {
    this.isHolding = false;
    this.heldBytes = 0;
    const [steps, called] = [this.held, this.takeCalled(this.strangers.splice(0))];
    this.held = [];
    yield* this.walk([{ steps, next: 0, lane: 0, parentOrdinal: null }, ...(await this.framesOf(called))]);
  }

  /** Agents without a place of their own: behind everything, from the step that refers to them if one does. */
  private async *rest(): AsyncGenerator<ParsedStep> {
    yield* this.walk(await this.framesOf(this.takeCalled(this.strangers.splice(0))));
    for (let agent = this.shelf.takeAny(); agent; agent = this.shelf.takeAny()) {
      const reason = "no step before this agent refers to it";
      this.book.add("unplaced-agent", reason, "Its steps stand behind the others.", placeOf(agent));
      yield* this.walk(await this.framesOf([{ agent, ordinal: null }]));
    }
  }

  /** Depth first with a stack of its own, since a file may chain agents as deep as it likes. The top is the last. */
  private async *walk(frames: Frame[]): AsyncGenerator<ParsedStep> {
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const value = frame.steps[frame.next];
      frame.next += 1;
      if (value === undefined) frames.pop();
      else {
        const { steps, handovers } = await this.map(value, frame);
        this.actionCount += steps.filter(({ isAction }) => isAction).length;
        yield* steps;
        frames.push(...(await this.framesOf(this.takeCalled(handovers))));
      }
    }
  }

  private async map(value: DocumentValue, { next, lane, parentOrdinal }: Frame) {
    const { path, byteStart, byteEnd } = value;
    const sourceIndex = value.index ?? next - 1;
    const place = { sourceIndex, lane, parentOrdinal, sourcePointer: { path, byteStart, byteEnd } };
    const step = Step.safeParse(parseValue(value.bytes));
    if (step.success) return mapStep(step.data, value.bytes, place, this.rows, this.book, this.named);
    this.unknownRecords += 1;
    const reason = "this is no step of a kind that is known";
    const nextStep = "It is kept as a generic step; look at its source.";
    this.book.add("unknown-record", reason, nextStep, { path, byteOffset: byteStart });
    return { steps: [this.rows.generic(decodeView(value.bytes), place)], handovers: [] };
  }

  /** The agents that references mean; the others are strangers, or may still come, and then the steps wait for them. */
  private takeCalled(handovers: readonly Handover[]): Called[] {
    return handovers.flatMap((handover) => {
      const agent = this.shelf.take(handover.ref);
      if (agent) return { agent, ordinal: handover.ordinal };
      this.strangers.push(handover);
      this.isHolding = !this.isShelfFull && !this.hasGivenUp;
      return [];
    });
  }

  /** A lane for each agent, in the order of their references; the first one is walked first. */
  private async framesOf(called: readonly Called[]): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (const { agent, ordinal } of called) {
      const lane = this.laneFor(agent);
      for (const child of agent.children) this.shelf.put(await cutSubagent(child));
      frames.unshift({ steps: agent.steps, next: 0, lane, parentOrdinal: ordinal });
    }
    return frames;
  }

  /** The lane an agent says it is, if the document named it and no other agent is it; else a new one. */
  private laneFor({ lane, name, role }: Subagent): number {
    const isNamed = lane !== null && lane > 0 && lane < (this.named?.count ?? 0) && !this.claimed.has(lane);
    if (!isNamed) this.lanes.push({ name: name ?? `sub-agent ${this.lanes.length + 1}`, role });
    const found = isNamed ? lane : this.lanes.length;
    this.claimed.add(found);
    return found;
  }
}

type Called = { agent: Subagent; ordinal: number | null };

function placeOf({ path, byteStart }: Subagent) {
  return { path, byteOffset: byteStart };
}
