import { buildChunkIndex, type ChunkIndex } from "../../domain/record/chunk-index.ts";
import { CLAMP_UNITS } from "../../domain/record/body.ts";
import { STEP_FIELDS, type ParsedStep, type StepField } from "../../domain/record/step.ts";
import { type StandIn, toStorable } from "../../domain/text/stand-ins.ts";
import type { FileStore } from "../../files/file-store.ts";
import { sha256 } from "../verb.ts";

/** A field above this many bytes lies in files; its row keeps the first CLAMP_UNITS. */
export const SPILL_BYTES = 256 * 1024;

/** Where a spilled field lies. `length` is in UTF-16 units. */
export type Spill = { sha256: string; sizeBytes: number; length: number; chunks: ChunkIndex };

export type StoredText = {
  texts: Record<StepField, string | null>;
  standIns: Partial<Record<StepField, StandIn[]>> | null;
  spills: Partial<Record<StepField, Spill>> | null;
};

export function spillKey(projectId: string, sha: string): string {
  return `spill/${projectId}/${sha}`;
}

/** Makes a step's text storable: stand-ins for what text cannot hold, long fields spilled to files. */
export async function storeText(files: FileStore, projectId: string, step: ParsedStep): Promise<StoredText> {
  const texts: Record<StepField, string | null> = { thought: null, action: null, observation: null, message: null };
  const standIns: Partial<Record<StepField, StandIn[]>> = {};
  const spills: Partial<Record<StepField, Spill>> = {};
  for (const field of STEP_FIELDS) {
    const source = step.text[field];
    if (source === null) continue;
    const storable = toStorable(source);
    if (storable.standIns.length > 0) standIns[field] = storable.standIns;
    texts[field] = storable.text;
    // Three bytes a unit is the most UTF-8 takes, so short texts need no count.
    if (storable.text.length * 3 <= SPILL_BYTES || Buffer.byteLength(storable.text) <= SPILL_BYTES) continue;
    spills[field] = await spill(files, projectId, storable.text);
    texts[field] = headOf(storable.text);
  }
  return { texts, standIns: orNull(standIns), spills: orNull(spills) };
}

async function spill(files: FileStore, projectId: string, text: string): Promise<Spill> {
  const bytes = Buffer.from(text, "utf8");
  const digest = sha256(bytes);
  await files.put(
    spillKey(projectId, digest),
    (async function* () {
      yield bytes;
    })(),
  );
  return { sha256: digest, sizeBytes: bytes.byteLength, length: text.length, chunks: buildChunkIndex(text) };
}

/** The first CLAMP_UNITS, one less where that would split a surrogate pair. */
function headOf(text: string): string {
  const last = text.charCodeAt(CLAMP_UNITS - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? CLAMP_UNITS - 1 : CLAMP_UNITS);
}

function orNull<T extends object>(value: T): T | null {
  return Object.keys(value).length === 0 ? null : value;
}
