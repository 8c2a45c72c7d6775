import type { ParsedStep } from "../../domain/record/step.ts";
import { type Call, joined, type RowFacts } from "../dialogue/dialogue-steps.ts";
import type { LaneState } from "./lanes.ts";
import { type Message, wordsOf } from "./message.ts";
import type { Tape } from "./tape.ts";
import { withoutBlanks } from "./tool-claims.ts";

/** How far back, and from what length on, a text is held against what was shown. */
const RECENT_ROWS = 32;
const QUOTED_UNITS = 8;

/** What went into models, as rows: every call repeats the conversation before it, and nothing is shown twice. */
export class Listener {
  /** What this trace was asked first. */
  instruction: string | null = null;
  /** The lane that first said some words of a model. */
  readonly #speakers = new Map<string, number>();

  /** `orphan` is told the text of a result that has no call. */
  constructor(
    private readonly tape: Tape,
    private readonly orphan: (text: string, facts: RowFacts, lane: LaneState) => void,
  ) {}

  /** What a model said itself counts as shown. */
  speak(messages: readonly Message[], lane: LaneState): void {
    for (const message of messages) {
      const words = saidIn(message)?.trim() ?? "";
      if (!this.#speakers.has(words)) this.#speakers.set(words, lane.index);
      for (const key of [keyOf("agent", words), ...message.calls.map(keyOfCall)])
        lane.shown.set(key, (lane.shown.get(key) ?? 0) + 1);
    }
  }

  /** What went into a model and no row shows yet. */
  listen(messages: readonly Message[], facts: RowFacts, lane: LaneState): void {
    const here = new Map<string, number>();
    const isNew = (key: string): boolean => {
      const nth = (here.get(key) ?? 0) + 1;
      here.set(key, nth);
      if (nth <= (lane.shown.get(key) ?? 0)) return false;
      lane.shown.set(key, nth);
      return true;
    };
    const asked = messages.findLast((message) => message.role === "user" && wordsOf(message) !== null);
    for (const message of messages) {
      const words = wordsOf(message);
      if (message.role === "agent") this.#recall(message, isNew, facts, lane);
      else if (words !== null && isNew(keyOf(message.role, words)) && !this.#isTold(message, words, lane)) {
        const role = message.role === "system" || message.role === "user" ? message.role : "environment";
        this.tape.push(this.tape.rows.message(role, { thought: null, message: words }, facts), lane);
      }
      if (message === asked) this.instruction ??= words;
      for (const result of message.results)
        if (isNew(keyOf(`result ${result.id}`, result.text)) && !this.tape.answer(result, lane))
          if (message.role !== "other") this.orphan(result.text, facts, lane);
    }
  }

  /** What a model said before this trace began; an agent that takes over also hears what its neighbour's rows show. */
  #recall(message: Message, isNew: (key: string) => boolean, facts: RowFacts, lane: LaneState): void {
    const said = saidIn(message);
    const isFresh = isNew(keyOf("agent", said ?? "")) && said !== null && !this.#isSpoken(said.trim(), lane);
    const calls = message.calls.filter((call) => isNew(keyOfCall(call)) && !this.tape.hasCall(call.id));
    const [thought, words] = [joined(...message.thoughts), wordsOf(message)];
    if (calls.length > 0) this.tape.calls(isFresh ? joined(thought, words) : null, calls, facts, lane);
    else if (isFresh && message.calls.length === 0)
      this.tape.push(this.tape.rows.message("agent", { thought, message: words }, facts), lane);
  }

  /** Another lane said these words, or a row shows them with more around them, such as the thought before an answer. */
  #isSpoken(words: string, lane: LaneState): boolean {
    if ((this.#speakers.get(words) ?? lane.index) !== lane.index) return true;
    const rows = this.#lastOf(lane).filter(({ role }) => role === "agent");
    const texts = rows.flatMap(({ text }) => [text.thought, text.message]);
    return words.length >= QUOTED_UNITS && texts.some((text) => text?.includes(words) && text.trim() !== words);
  }

  /** A message that is no row: the result of a tool whose name is its role, or a prompt in one text that goes on from an earlier one. */
  #isTold({ role, results, isPlain }: Message, words: string, lane: LaneState): boolean {
    if (role === "other") return results.some(({ name }) => name !== null && this.tape.isCalled(name, lane));
    const asked = isPlain ? this.#lastOf(lane).filter((step) => step.role === "user") : [];
    const texts = asked.map(({ text }) => text.message?.trim() ?? "");
    return texts.some((text) => text.length >= QUOTED_UNITS && words.trim().startsWith(text));
  }

  #lastOf({ index }: LaneState): ParsedStep[] {
    return this.tape.steps.slice(-RECENT_ROWS).filter(({ lane }) => lane === index);
  }
}

/** The words of a message, else its thoughts: a history seldom carries both. */
function saidIn(message: Message): string | null {
  return wordsOf(message) ?? joined(...message.thoughts);
}

function keyOf(whose: string, words: string): string {
  return `${whose} ${words.trim()}`;
}

function keyOfCall({ name, text }: Call): string {
  return keyOf(`call ${name}`, withoutBlanks(text));
}
