import type { LabelDraft, LabelRecord, Said } from "./label-reader.ts";

/** One line of an annotations file is one label, and `ExternalLabel` is its whole definition. */
export function annotations({ value }: LabelRecord): Said[] {
  return [{ path: "", label: asDraft(value) }];
}

/** Every reader's labels are held to the schema where they leave, these too: until then nothing reads the draft. */
function asDraft(value: unknown): LabelDraft {
  return value as LabelDraft;
}
