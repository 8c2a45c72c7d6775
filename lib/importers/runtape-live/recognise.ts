import { probeJson } from "../json/probe.ts";

const LF = 0x0a;
const FORMAT = /"format"\s*:\s*"runtape-live"/;

/** Its first line names the format. */
export function recogniseLive(head: Uint8Array): number {
  const feed = head.indexOf(LF);
  const line = feed < 0 ? head : head.subarray(0, feed);
  const { root, members } = probeJson(line);
  if (root !== "object" || !members.has("format")) return 0;
  return FORMAT.test(new TextDecoder().decode(line)) ? 1 : 0;
}
