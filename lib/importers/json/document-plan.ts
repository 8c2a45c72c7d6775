/** How to hand over a member of the top-level object; `elements` means one by one where the member is an array. */
export type MemberPlan = "whole" | "elements" | "skip";

export type DocumentPlan = {
  member: (key: string) => MemberPlan;
  /** Whether a top-level array is handed over element by element; otherwise its elements are skipped. */
  rootElements: boolean;
};

/**
 * A sub-value with its own bytes, `[byteStart, byteEnd)` of the document. `key` is its top-level member, `index` its
 * place in the list it was taken from. Read `bytes` before asking for the next part.
 */
export type DocumentValue = {
  type: "value";
  path: string;
  key: string | null;
  index: number | null;
  byteStart: number;
  byteEnd: number;
  bytes: Uint8Array;
};

/** The end of a list that was handed over element by element. */
export type DocumentList = {
  type: "list";
  path: string;
  key: string | null;
  length: number;
  byteStart: number;
  byteEnd: number;
};

/** A top-level member the plan did not want. */
export type DocumentSkip = { type: "skipped"; path: string; key: string; byteStart: number; byteEnd: number };
