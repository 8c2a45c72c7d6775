import type { LibraryFilter } from "@/lib/api/contract/trajectories";

type Sort = LibraryFilter["sort"];

/** A column of the library: its order up and down where it has one, and from which width of the table it is shown. */
export type Column = { id: string; name: string; up?: Sort; down?: Sort; isNumber?: boolean; shown?: string };

/** From which width of the table on a fact is shown; what decides about a run comes first. */
export const SHOWN = {
  medium: "hidden @min-[830px]:flex",
  large: "hidden @min-[960px]:flex",
  huge: "hidden @min-[1120px]:flex",
} as const;

export const COLUMNS: readonly Column[] = [
  { id: "name", name: "Run", up: "name" },
  { id: "outcome", name: "Outcome", up: "outcome" },
  { id: "steps", name: "Steps", up: "steps", down: "-steps", isNumber: true },
  { id: "actions", name: "Actions", isNumber: true, shown: SHOWN.huge },
  { id: "errors", name: "Errors", up: "errors", down: "-errors", isNumber: true },
  { id: "cost", name: "Cost", isNumber: true, shown: SHOWN.huge },
  { id: "phases", name: "Phases", shown: SHOWN.medium },
  { id: "labelled", name: "Labelled", up: "labelled", down: "-labelled", isNumber: true },
  { id: "failures", name: "Failures", isNumber: true },
  { id: "gate", name: "Governance" },
  { id: "imported", name: "Imported", down: "newest", isNumber: true, shown: SHOWN.large },
];

/** The grid that header and rows share. */
export const GRID = [
  "grid items-center gap-3",
  "grid-cols-[minmax(150px,1fr)_112px_48px_48px_72px_56px_116px]",
  "@min-[830px]:grid-cols-[minmax(150px,1fr)_112px_48px_48px_92px_72px_56px_116px]",
  "@min-[960px]:grid-cols-[minmax(150px,1fr)_112px_48px_48px_92px_72px_56px_116px_84px]",
  "@min-[1120px]:grid-cols-[minmax(220px,1fr)_140px_48px_56px_48px_56px_92px_72px_56px_116px_84px]",
].join(" ");
