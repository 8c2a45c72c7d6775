import { joined, type RowFacts } from "../dialogue/dialogue-steps.ts";
import type { LaneState } from "./lanes.ts";
import type { Heard } from "./model.ts";
import { type Said, wordsOf } from "./said.ts";
import type { Tape } from "./tape.ts";

/** How far back, and from what length on, a prompt in one text is held against what was shown. */
const QUOTED_ROWS = 8;
const QUOTED_UNITS = 8;

/** What went into models, as rows: every call repeats the conversation before it, and nothing is shown twice. */
export class Listener {
  /** What this trace was asked first. */
  instruction: string | null = null;

  constructor(private readonly tape: Tape) {}

  /** What went into a model and no row shows yet. Of what was said before this trace, only its first call tells. */
  listen({ messages, isPlain }: Heard, facts: RowFacts, lane: LaneState): void {
    const here = new Map<string, number>();
    const asked = messages.findLast((said) => said.role === "user" && wordsOf(said) !== null);
    for (const said of messages) {
      const words = wordsOf(said);
      if (said.role === "agent") {
        if (!lane.hasSpoken) this.#recall(said, words, facts, lane);
      } else if (said.role === "system" || said.role === "user" || !this.#isResult(said, lane)) {
        const key = `${said.role} ${words?.trim()}`;
        const times = (here.get(key) ?? 0) + 1;
        here.set(key, times);
        if (words !== null && times > (lane.shown.get(key) ?? 0) && !(isPlain && this.#repeats(words, lane))) {
          lane.shown.set(key, times);
          const role = said.role === "system" || said.role === "user" ? said.role : "environment";
          this.tape.push(this.tape.rows.message(role, { thought: null, message: words }, facts), lane);
        }
        if (said === asked) this.instruction ??= words;
      }
      for (const result of said.results) this.tape.answer(result, lane);
    }
  }

  /** What a model said before this trace began; an agent that takes over also hears what its neighbour's rows show. */
  #recall(said: Said, words: string | null, facts: RowFacts, lane: LaneState): void {
    const thought = joined(...said.thoughts);
    const calls = said.calls.filter(({ id }) => !this.tape.hasCall(id));
    if (calls.length > 0) this.tape.calls(joined(thought, words), calls, facts, lane);
    else if (said.calls.length === 0 && (words !== null || thought !== null) && !this.#isSpoken(words, lane))
      this.tape.push(this.tape.rows.message("agent", { thought, message: words }, facts), lane);
  }

  #isSpoken(words: string | null, { index }: LaneState): boolean {
    const said = words?.trim();
    const others = this.tape.steps.filter(({ role, lane }) => role === "agent" && lane !== index);
    return said !== undefined && others.some(({ text }) => text.message?.trim() === said);
  }

  /** A role nobody knows is the name of the tool that answers, in LangGraph's messages. */
  #isResult({ role, results }: Said, lane: LaneState): boolean {
    if (role === "tool") return true;
    return results.some(({ name }) =>
      this.tape.steps.some((step) => step.isAction && step.lane === lane.index && step.actionType === name),
    );
  }

  /** A prompt in one text that goes on from an earlier one, or quotes the last results, says nothing new. */
  #repeats(words: string, lane: LaneState): boolean {
    const last = this.tape.steps.filter((step) => step.lane === lane.index).slice(-QUOTED_ROWS);
    const said = last.flatMap(({ text }) => [text.observation, text.message]);
    return said.some((text) => text !== null && text.trim().length >= QUOTED_UNITS && words.includes(text.trim()));
  }
}
