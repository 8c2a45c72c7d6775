import type { ImportFileView } from "@/lib/api/contract/imports";

/** One file a person dropped, or one that came out of an archive, from the disk to what became of it. */
export type Upload = {
  id: string;
  name: string;
  sizeBytes: number;
  /** `waiting` and `sending` are ours; after that the server's file row says what is. */
  phase: "waiting" | "sending" | "sent" | "failed" | "cancelled";
  sentBytes: number;
  /** Why it failed, as a sentence. */
  reason: string | null;
  file: ImportFileView | null;
};

export type UploadAction =
  | { type: "added"; uploads: { id: string; name: string; sizeBytes: number }[] }
  | { type: "sending"; id: string }
  | { type: "progress"; id: string; sentBytes: number }
  | { type: "sent"; id: string; file: ImportFileView }
  | { type: "failed"; id: string; reason: string; file?: ImportFileView }
  | { type: "cancelled"; id: string }
  | { type: "again"; id: string }
  | { type: "reported"; files: readonly ImportFileView[] }
  | { type: "cleared" };

export function reduceUploads(uploads: readonly Upload[], action: UploadAction): readonly Upload[] {
  const change = (id: string, part: Partial<Upload>) =>
    uploads.map((upload) => (upload.id === id ? { ...upload, ...part } : upload));
  switch (action.type) {
    case "added":
      return [
        ...uploads,
        ...action.uploads.map(
          (upload): Upload => ({ ...upload, phase: "waiting", sentBytes: 0, reason: null, file: null }),
        ),
      ];
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
    case "again":
      return change(action.id, { phase: "waiting", reason: null });
    case "reported": {
      const byId = new Map(action.files.map((file) => [file.id, file]));
      const ours = uploads.map((upload) =>
        upload.file ? { ...upload, file: byId.get(upload.file.id) ?? upload.file } : upload,
      );
      const known = new Set(ours.flatMap(({ file }) => (file ? [file.id] : [])));
      const inner = action.files.filter(({ id, archiveId }) => archiveId !== null && !known.has(id)).map(fromArchive);
      return inner.length === 0 ? ours : [...ours, ...inner];
    }
    case "cleared":
      return [];
  }
}

function fromArchive(file: ImportFileView): Upload {
  const { id, name, sizeBytes } = file;
  return { id, name, sizeBytes, phase: "sent", sentBytes: sizeBytes, reason: null, file };
}

/** What became of a file, as the panel counts it; every file is exactly one of these, and an archive is its files. */
export type UploadState = "in progress" | "stored" | "skipped" | "quarantined" | "rejected" | "unpacked" | "not sent";

export function stateOf({ phase, file }: Upload): UploadState {
  if (phase === "failed" || phase === "cancelled") return "not sent";
  if (!file || file.status === "received" || file.status === "reading") return "in progress";
  return file.status === "attached" ? "stored" : file.status;
}

const ALWAYS: readonly UploadState[] = ["stored", "skipped", "quarantined", "rejected", "in progress"];

/** The line that adds up: "3 files = 1 stored + 1 skipped + 0 quarantined + 0 rejected + 1 in progress". */
export function sumUp(uploads: readonly Upload[]): string {
  const counts = new Map<UploadState, number>();
  for (const upload of uploads) counts.set(stateOf(upload), (counts.get(stateOf(upload)) ?? 0) + 1);
  const named = [...ALWAYS, ...(counts.has("not sent") ? (["not sent"] as const) : [])];
  const files = named.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  return `${files} ${files === 1 ? "file" : "files"} = ${named.map((state) => `${counts.get(state) ?? 0} ${state}`).join(" + ")}`;
}
