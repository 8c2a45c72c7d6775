import type { LibraryFilter } from "@/lib/api/contract/trajectories";

type Sort = LibraryFilter["sort"];

/** A column of the library: its order up and down where it has one. */
export type Column = { id: string; name: string; up?: Sort; down?: Sort; isNumber?: boolean; isWideOnly?: boolean };

export const COLUMNS: readonly Column[] = [
  { id: "name", name: "Run", up: "name" },
  { id: "outcome", name: "Outcome", up: "outcome" },
  { id: "steps", name: "Steps", up: "steps", down: "-steps", isNumber: true },
  { id: "actions", name: "Actions", isNumber: true },
  { id: "errors", name: "Errors", up: "errors", down: "-errors", isNumber: true },
  { id: "cost", name: "Cost", isNumber: true, isWideOnly: true },
  { id: "phases", name: "Phases" },
  { id: "labelled", name: "Labelled", up: "labelled", down: "-labelled", isNumber: true },
  { id: "failures", name: "Failures", isNumber: true },
  { id: "gate", name: "Governance" },
  { id: "imported", name: "Imported", down: "newest", isNumber: true, isWideOnly: true },
];

/** The grid that header and rows share; narrow windows leave the last facts out. */
export const GRID =
  "grid items-center gap-4 grid-cols-[minmax(160px,1fr)_120px_48px_56px_48px_92px_72px_56px_116px] wide:grid-cols-[minmax(200px,1fr)_140px_48px_56px_48px_56px_92px_72px_56px_116px_88px]";
