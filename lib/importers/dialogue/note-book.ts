import type { ImportProblem } from "../../domain/record/import-outcome.ts";

export type NotePlace = { path: string; byteOffset: number };

/** Collects notes of one kind into one problem with the first place and the count, so a large file stays readable. */
export class NoteBook {
  private readonly notes = new Map<string, { count: number; reason: string; nextStep: string; first: NotePlace }>();

  /** `reason` completes the sentence "At <place>: ..."; it never quotes content. */
  add(code: string, reason: string, nextStep: string, place: NotePlace): void {
    const note = this.notes.get(code);
    if (note) note.count += 1;
    else this.notes.set(code, { count: 1, reason, nextStep, first: place });
  }

  problems(): ImportProblem[] {
    return Array.from(this.notes, ([code, { count, reason, nextStep, first }]) => ({
      severity: "note" as const,
      code,
      message: `At ${first.path}: ${reason}${count > 1 ? ` (the first of ${count})` : ""}. ${nextStep}`,
      line: null,
      path: first.path,
      byteOffset: first.byteOffset,
    }));
  }
}
