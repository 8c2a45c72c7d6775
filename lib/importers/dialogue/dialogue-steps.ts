import { classifyCommand } from "../../domain/record/step-kind.ts";
import { oneLine } from "../../domain/record/step-kind-target.ts";
import type { ParsedStep, SourcePointer, StepRole } from "../../domain/record/step.ts";
import { inferError } from "../../domain/text/error-signs.ts";

/** Where a row of the source stands, and what it says of itself besides its words. */
export type RowFacts = {
  lane: number;
  sourceIndex: number;
  sourcePointer: SourcePointer;
  startedAt?: string | null;
  tokensIn?: number | null;
  tokensOut?: number | null;
  costUsd?: number | null;
  parentOrdinal?: number | null;
};

/** A call as the source has it; `text` is its arguments, unit for unit. */
export type Call = { id: string | null; name: string; text: string };

/**
 * Rows of a dialogue with tools as steps, in order: a message is a step, and so is each call of a turn, with its
 * result. Errors are read out of results and marked as inferred; times and tokens are only what the source says.
 */
export class DialogueSteps {
  stepCount = 0;
  actionCount = 0;
  #turn = -1;

  /** The next row belongs to the turn of the last one. */
  sameTurn(): void {
    this.#turn -= 1;
  }

  /** A message of anyone that calls nothing. */
  message(role: StepRole, text: { thought: string | null; message: string | null }, facts: RowFacts): ParsedStep {
    this.#turn += 1;
    return this.#step(facts, {
      role,
      kind: "message",
      text: { ...text, action: null, observation: null },
      target: oneLine(text.message ?? text.thought ?? ""),
    });
  }

  /** What came back without anything that asked for it. */
  orphanResult(text: string, facts: RowFacts): ParsedStep {
    this.#turn += 1;
    return this.#step(facts, {
      role: "tool",
      kind: "other",
      text: { thought: null, action: null, observation: text, message: null },
      target: oneLine(text),
    });
  }

  /** A record no rule knows, shown as its own source. */
  generic(source: string, facts: RowFacts): ParsedStep {
    this.#turn += 1;
    return this.#step(facts, {
      role: "environment",
      kind: "other",
      text: { thought: null, action: null, observation: null, message: source },
      target: oneLine(source),
    });
  }

  /** The calls of one turn, at least one; the thought stands at the first. Results are put in by `answer`. */
  calls(thought: string | null, calls: readonly Call[], facts: RowFacts): ParsedStep[] {
    this.#turn += 1;
    return calls.map((call, at) => {
      const { kind, actionType, target } = classifyCommand(call.text, call.name);
      const { tokensIn, tokensOut, costUsd, ...shared } = facts;
      const measured = at === 0 ? { tokensIn, tokensOut, costUsd } : {};
      this.actionCount += 1;
      return this.#step(
        { ...shared, ...withoutUndefined(measured) },
        {
          role: "agent",
          kind,
          isAction: true,
          actionType: actionType ?? call.name,
          target,
          callOrdinal: at,
          text: { thought: at === 0 ? thought : null, action: call.text, observation: null, message: null },
        },
      );
    });
  }

  #step(
    facts: RowFacts,
    said: Pick<ParsedStep, "role" | "kind" | "text" | "target"> & Partial<ParsedStep>,
  ): ParsedStep {
    const step: ParsedStep = {
      ordinal: this.stepCount,
      turn: this.#turn,
      callOrdinal: 0,
      lane: facts.lane,
      parentOrdinal: facts.parentOrdinal ?? null,
      isAction: false,
      actionType: null,
      isError: false,
      isErrorInferred: true,
      exitCode: null,
      durationMs: null,
      tokensIn: facts.tokensIn ?? null,
      tokensOut: facts.tokensOut ?? null,
      costUsd: facts.costUsd ?? null,
      startedAt: facts.startedAt ?? null,
      sourceIndex: facts.sourceIndex,
      sourcePointer: facts.sourcePointer,
      ...said,
    };
    this.stepCount += 1;
    return step.text.observation === null ? step : withResult(step, step.text.observation);
  }
}

/** What the source itself says of a result; a fact it does not state is absent or null. */
export type StatedOutcome = { isError?: boolean | null; exitCode?: number | null; durationMs?: number | null };

/**
 * The step with what its call gave; a second result of the same call follows the first on a new line. Whether it is an
 * error is what the source states, by word or by exit code, else read out of the text and marked as inferred.
 */
export function withResult(step: ParsedStep, result: string, stated: StatedOutcome = {}): ParsedStep {
  const { observation } = step.text;
  const all = observation === null || observation === result ? result : `${observation}\n${result}`;
  const exitCode = stated.exitCode ?? step.exitCode;
  const said = stated.isError ?? (exitCode === null ? null : exitCode !== 0);
  return {
    ...step,
    text: { ...step.text, observation: all === "" ? null : all },
    exitCode,
    durationMs: stated.durationMs ?? step.durationMs,
    isError: said ?? inferError(all).isError,
    isErrorInferred: said === null,
  };
}

/** Parts of one thing said, the empty ones left out; null where nothing is left. */
export function joined(...parts: readonly (string | null | undefined)[]): string | null {
  const said = parts.filter((part) => part !== null && part !== undefined && part !== "");
  return said.length === 0 ? null : said.join("\n\n");
}

function withoutUndefined(facts: Pick<RowFacts, "tokensIn" | "tokensOut" | "costUsd">): Partial<RowFacts> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
