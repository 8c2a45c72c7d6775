import { mast } from "../agent-chat/mast.ts";
import { whoAndWhen } from "../agent-chat/who-and-when.ts";
import { type Probe, probeJson } from "../json/probe.ts";
import { recogniseLangfuse } from "../langfuse/recognise.ts";
import { recognisePrm800k } from "../prm800k/recognise.ts";
import type { LabelFormat } from "./label-formats.ts";

const LF = 0x0a;
const SURE_ENOUGH = 0.5;

/**
 * Which labels a file holds, by the structure of its first 64 KB; null where no reader knows it. Some stand in the
 * run's own file, and there the run's format decides: whether labels are in it shows when it is read.
 */
export function sniffLabels(head: Uint8Array, fileName: string): LabelFormat | null {
  const feed = head.indexOf(LF);
  const document = probeJson(head);
  const line = feed < 0 ? document : probeJson(head.subarray(0, feed));
  if (isAnnotation(line) || isAnnotation(document)) return "annotations";
  if (recognisePrm800k(head) > SURE_ENOUGH) return "prm800k";
  if (recogniseLangfuse(head) > SURE_ENOUGH) return "langfuse";
  for (const each of [document, line]) {
    const keys = keysOf(each);
    if (keys.has("trajectory_id") && keys.has("failures")) return "agentrx";
    if (keys.has("trace_id") && (keys.has("mas_name") || keys.has("mast_annotation"))) return "mast";
    if (isTrail(each)) return "trail";
    if (isPhoenix(keys) || isPhoenix(each.inner.get("data") ?? new Set())) return "openinference";
  }
  if (whoAndWhen.recognise(head, fileName) > SURE_ENOUGH) return "who-and-when";
  return mast.recognise(head, fileName) > SURE_ENOUGH ? "mast" : null;
}

/** Keys of the document, or of the objects in its list. */
function keysOf({ root, members, elements }: Probe): ReadonlySet<string> {
  return root === "array" ? elements : new Set(members.keys());
}

/** The first line may be the broken one, so that a few of its members are enough. */
function isAnnotation(probe: Probe): boolean {
  const keys = keysOf(probe);
  return (
    probe.root === "object" && keys.has("taxonomy") && keys.has("dimension") && (keys.has("run") || keys.has("place"))
  );
}

/** Some of the files are broken behind their beginning; they are known all the same, and refused when read. */
function isTrail({ root, members, inner }: Probe): boolean {
  if (root !== "object" || members.get("errors") !== "array") return false;
  const errors = inner.get("errors") ?? new Set();
  return (errors.has("category") && errors.has("location")) || inner.get("scores")?.has("reliability_score") === true;
}

function isPhoenix(keys: ReadonlySet<string>): boolean {
  const isPlaced = ["span_id", "context.span_id", "trace_id", "context.trace_id"].some((key) => keys.has(key));
  return isPlaced && keys.has("annotator_kind") && (keys.has("name") || keys.has("annotation_name"));
}
