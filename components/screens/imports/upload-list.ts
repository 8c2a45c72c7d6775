import { isMappable } from "@/lib/domain/mapping/is-mappable";
import type { ImportCounts, ImportFileView } from "@/lib/api/contract/imports";

/** One file a person chose, until the studio has it; from then on the studio's own row says what is. */
export type Upload = {
  id: string;
  name: string;
  sizeBytes: number;
  phase: "waiting" | "sending" | "sent" | "failed" | "cancelled";
  sentBytes: number;
  /** Why it failed, as a sentence. */
  reason: string | null;
  /** As it was received. */
  file: ImportFileView | null;
};

export type UploadAction =
  | { type: "added"; uploads: { id: string; name: string; sizeBytes: number }[] }
  | { type: "sending"; id: string }
  | { type: "progress"; id: string; sentBytes: number }
  | { type: "sent"; id: string; file: ImportFileView }
  | { type: "failed"; id: string; reason: string; file?: ImportFileView }
  | { type: "cancelled"; id: string }
  | { type: "all-cancelled" }
  | { type: "again"; id: string }
  | { type: "cleared" };

export function reduceUploads(uploads: readonly Upload[], action: UploadAction): readonly Upload[] {
  const change = (id: string, part: Partial<Upload>) =>
    uploads.map((upload) => (upload.id === id ? { ...upload, ...part } : upload));
  switch (action.type) {
    case "added":
      return [...uploads, ...action.uploads.map((upload): Upload => ({ ...upload, ...NEW }))];
    case "sending":
      return change(action.id, { phase: "sending", sentBytes: 0, reason: null });
    case "progress":
      return change(action.id, { sentBytes: action.sentBytes });
    case "sent":
      return change(action.id, { phase: "sent", file: action.file });
    case "failed":
      return change(action.id, {
        phase: action.file ? "sent" : "failed",
        reason: action.reason,
        file: action.file ?? null,
      });
    case "cancelled":
      return change(action.id, { phase: "cancelled" });
    case "all-cancelled":
      return uploads.map((upload) => (isOurs(upload) ? { ...upload, phase: "cancelled" as const } : upload));
    case "again":
      return change(action.id, { phase: "waiting", reason: null });
    case "cleared":
      return [];
  }
}

const NEW = { phase: "waiting", sentBytes: 0, reason: null, file: null } as const;

/** Whether the browser still has something to do for it. */
export function isOurs({ phase }: Upload): boolean {
  return phase === "waiting" || phase === "sending";
}

/** What is on its way, then what the studio tells of; a file that both know is shown once, as the studio knows it. */
export function mergeLines(uploads: readonly Upload[], files: readonly ImportFileView[], hasMore: boolean): Upload[] {
  const told = new Set(files.map(({ id }) => id));
  const own = uploads.filter(
    ({ phase, file }) => phase !== "sent" || (file !== null && !told.has(file.id) && !hasMore),
  );
  return [...own, ...files.map(lineOf)];
}

/** A file of the studio in the words of the list. */
export function lineOf(file: ImportFileView): Upload {
  const { id, name, sizeBytes } = file;
  return { id, name, sizeBytes, phase: "sent", sentBytes: sizeBytes, reason: null, file };
}

/** Where a person says what the fields of a file mean; null where that would not help it. */
export function mapAddress(project: string, { file }: Pick<Upload, "file">): string | null {
  if (file === null || !isMappable(file)) return null;
  return `/mappings/new?project=${encodeURIComponent(project)}&file=${file.id}`;
}

/** What became of a file, as the panel counts it; every file is exactly one of these, and an archive is its files. */
export type UploadState = "in progress" | "stored" | "skipped" | "quarantined" | "rejected" | "unpacked" | "not sent";

export function stateOf({ phase, file }: Pick<Upload, "phase" | "file">): UploadState {
  if (phase === "failed" || phase === "cancelled") return "not sent";
  if (!file || file.status === "received" || file.status === "reading") return "in progress";
  return file.status === "attached" ? "stored" : file.status;
}

const ALWAYS: readonly UploadState[] = ["stored", "skipped", "quarantined", "rejected", "in progress"];

/** The line that adds up: "3 files = 1 stored + 1 skipped + 0 quarantined + 0 rejected + 1 in progress". */
export function sumUp(lines: readonly Upload[], told: ImportCounts | null = null): string {
  const counts = new Map<UploadState, number>(told ? countsOf(told) : []);
  // Where the studio counts, only what it does not have yet is added.
  const counted = told ? lines.filter(({ phase }) => phase !== "sent") : lines;
  for (const line of counted) counts.set(stateOf(line), (counts.get(stateOf(line)) ?? 0) + 1);
  const named = [...ALWAYS, ...(counts.has("not sent") ? (["not sent"] as const) : [])];
  const files = named.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  return `${files} ${files === 1 ? "file" : "files"} = ${named.map((state) => `${counts.get(state) ?? 0} ${state}`).join(" + ")}`;
}

function countsOf(told: ImportCounts): [UploadState, number][] {
  return [
    ["stored", told.stored + told.attached],
    ["skipped", told.skipped],
    ["quarantined", told.quarantined],
    ["rejected", told.rejected],
    ["in progress", told.inProgress],
  ];
}
