import { decodeView } from "../json/bytes.ts";
import { scanBytes } from "../json/scan-bytes.ts";
import { readRewardJson, readRewardText, readTrial } from "./harbor-rewards.ts";
import { readReport } from "./swe-bench-report.ts";
import type { Verification } from "./verification.ts";

const BOM = /^\uFEFF/;
const REWARD = /(?:^|[\\/])reward\.(?<type>txt|json)$/i;

/**
 * What a verifier said in this file; null where it is none of the files that are known, is cut off, or names a key
 * twice. Reports and results are known by their structure. A number alone says nothing, so a reward must also be called
 * one. `fileName` is a label, folders included, never a path to open. Never throws.
 */
export function readVerification(bytes: Uint8Array, fileName: string): Verification | null {
  const rewardType = REWARD.exec(fileName)?.groups?.type?.toLowerCase();
  if (rewardType === "txt") return readRewardText(decodeView(bytes).replace(BOM, ""));
  const { error, facts } = scanBytes(bytes);
  if (error !== null || facts.duplicateKeys.first !== null) return null;
  const root: unknown = JSON.parse(decodeView(bytes).replace(BOM, ""));
  if (rewardType === "json") return readRewardJson(root);
  return readReport(root, fileName) ?? readTrial(root);
}
