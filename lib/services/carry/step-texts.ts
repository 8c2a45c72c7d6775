import type { Tx } from "../../db/client.ts";
import type { StepField } from "../../domain/record/step.ts";
import type { Context } from "../context.ts";
import { readStepTexts } from "../text/read-step-text.ts";

/** Whole fields of steps of one run, each read once through the text door; what is read here never leaves the server. */
export class StepTexts {
  readonly #read = new Map<string, string | null>();
  constructor(
    private readonly ctx: Context,
    private readonly tx: Tx,
    private readonly trajectoryId: string,
  ) {}

  /** Null where the step has no such field. */
  async field(revisionId: string, ordinal: number, field: StepField): Promise<string | null> {
    const key = `${revisionId}.${ordinal}.${field}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const ref = { trajectoryId: this.trajectoryId, revisionId };
    const range = { from: ordinal, to: ordinal + 1 };
    const reader = { kind: "scanner" } as const;
    const [step] = await readStepTexts(this.ctx, ref, range, { clampUnits: null, reader, db: this.tx });
    const text = step?.[field]?.text ?? null;
    this.#read.set(key, text);
    return text;
  }
}
