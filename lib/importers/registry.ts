import type { ImportProblem } from "../domain/record/import-outcome.ts";
import { ag2 } from "./agent-chat/ag2.ts";
import { autogen } from "./agent-chat/autogen.ts";
import { magenticOne } from "./agent-chat/magentic-one.ts";
import { mast } from "./agent-chat/mast.ts";
import { whoAndWhen } from "./agent-chat/who-and-when.ts";
import { aider } from "./aider/aider.ts";
import { anthropicMessages } from "./anthropic-messages/anthropic-messages.ts";
import { atif } from "./atif/atif.ts";
import { browsergym } from "./browsergym/browsergym.ts";
import { atof } from "./atof/atof.ts";
import { claudeCodeExport } from "./claude-code/claude-code-export.ts";
import { claudeCode } from "./claude-code/claude-code.ts";
import { codexExec } from "./codex-exec/codex-exec.ts";
import { codex } from "./codex/codex.ts";
import { copilotCli } from "./copilot-cli/copilot-cli.ts";
import { CUSTOM_MAPPING } from "./custom-mapping/custom-mapping.ts";
import { readHead } from "./custom-mapping/head.ts";
import { withHead } from "./dialogue/with-head.ts";
import { geminiCli } from "./gemini-cli/gemini-cli.ts";
import type { Importer } from "./importer.ts";
import { BYTE } from "./json/bytes.ts";
import { scanBytes, scanStream } from "./json/scan-bytes.ts";
import { duplicateKeyProblem, noteProblems, scanProblem, unknownFormatProblem } from "./json/scan-problems.ts";
import { inspect } from "./inspect/inspect.ts";
import { kimiCli } from "./kimi-cli/kimi-cli.ts";
import { mappa } from "./mappa/mappa.ts";
import { langfuse } from "./langfuse/langfuse.ts";
import { langsmith } from "./langsmith/langsmith.ts";
import { miniSweAgent } from "./mini-swe-agent/mini-swe-agent.ts";
import { openaiMessages } from "./openai-messages/openai-messages.ts";
import { openhands } from "./openhands/openhands.ts";
import { prm800k } from "./prm800k/prm800k.ts";
import { otel } from "./otel/otel.ts";
import { reactText } from "./react-text/react-text.ts";
import { runtapeLive } from "./runtape-live/runtape-live.ts";
import { sharegpt } from "./sharegpt/sharegpt.ts";
import { sweAgent } from "./swe-agent/swe-agent.ts";
import { tau2 } from "./tau-bench/tau2.ts";
import { tauBench } from "./tau-bench/tau-bench.ts";

/** Every format the product knows by itself. A new one is a folder and a line here. */
export const IMPORTERS: readonly Importer[] = [
  sweAgent,
  miniSweAgent,
  openhands,
  atif,
  atof,
  claudeCode,
  claudeCodeExport,
  codex,
  codexExec,
  openaiMessages,
  anthropicMessages,
  sharegpt,
  geminiCli,
  kimiCli,
  copilotCli,
  inspect,
  tauBench,
  tau2,
  langfuse,
  langsmith,
  whoAndWhen,
  magenticOne,
  prm800k,
  browsergym,
  mappa,
  ag2,
  autogen,
  mast,
  reactText,
  aider,
  runtapeLive,
  ...otel,
];

/** Below this the structure does not speak for any format. */
const SURE_ENOUGH = 0.5;

/**
 * The importer for a file by the structure of its head (at most `HEAD_BYTES`); null when none is sure enough. Broken
 * records in front, such as a killed tool leaves, do not hide those behind them.
 */
export function detect(head: Uint8Array, name: string, importers: readonly Importer[] = IMPORTERS): Importer | null {
  let rest: Uint8Array | null = head;
  for (let broken = 0; rest !== null && broken <= MAX_BROKEN; broken += 1) {
    const found = detectAt(rest, name, importers);
    if (found) return found;
    rest = behindBrokenRecord(rest);
  }
  return null;
}

/** Broken records that are looked past. */
const MAX_BROKEN = 3;
const LF = 0x0a;

/** What follows a first line that begins as a record and is none; null where it is sound, or the start of a document. */
function behindBrokenRecord(head: Uint8Array): Uint8Array | null {
  const feed = head.indexOf(LF);
  if (feed < 0 || (head[0] !== BYTE.OPEN_OBJECT && head[0] !== BYTE.OPEN_ARRAY)) return null;
  return scanBytes(head.subarray(0, feed)).error?.code === "syntax" ? head.subarray(feed + 1) : null;
}

function detectAt(head: Uint8Array, name: string, importers: readonly Importer[]): Importer | null {
  let best: Importer | null = null;
  let bestConfidence = SURE_ENOUGH;
  for (const importer of importers) {
    const confidence = importer.recognise(head, name);
    if (confidence < bestConfidence || (best !== null && confidence === bestConfidence)) continue;
    best = importer;
    bestConfidence = confidence;
  }
  return best;
}

/** The importer with this id; null when there is none. */
export function importerById(id: string, importers: readonly Importer[] = IMPORTERS): Importer | null {
  return importers.find((importer) => importer.id === id) ?? null;
}

export type Format = Pick<Importer, "id" | "version" | "label" | "description" | "proven">;

/** What `runtape formats` lists: every importer, and the one that takes a project's own mappings. */
export function formats(): Format[] {
  return [...IMPORTERS, CUSTOM_MAPPING].map(({ id, version, label, description, proven }) => ({
    id,
    version,
    label,
    description,
    proven,
  }));
}

/**
 * Why a file that no importer recognised is not stored as a run: what is wrong with its text, or that it is sound JSON
 * of an unknown kind. Always at least one problem that is not a note.
 */
export async function explainUnknown(bytes: AsyncIterable<Uint8Array>): Promise<ImportProblem[]> {
  const { head, all } = await withHead(bytes);
  const { error, facts } = await scanStream(all);
  const duplicate = facts.duplicateKeys.first;
  // A second line behind a whole first one is no fault where each line is a record.
  const begun = error?.code === "trailing-data" ? readHead(head) : null;
  if (begun?.isLines && begun.records.length > 1) return [unknownFormatProblem("lines"), ...noteProblems(facts)];
  const isNoJson = error?.code === "syntax" && facts.root === null;
  const reason = error === null || isNoJson ? unknownFormatProblem(facts.root) : scanProblem(error);
  return [reason, ...(duplicate === null ? [] : [duplicateKeyProblem(duplicate)]), ...noteProblems(facts)];
}
