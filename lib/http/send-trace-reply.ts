import type { ReceivedTraces } from "../services/otlp/receive-traces.ts";

/** An ExportTraceServiceResponse in the way of the request. Protobuf: field 1 holds the partial success, in it 1 the count. */
export function sendTraceReply({ mediaType, rejected }: ReceivedTraces): Response {
  if (mediaType === "application/json")
    return Response.json({
      partialSuccess: rejected === 0 ? {} : { rejectedSpans: String(rejected), errorMessage: REASON },
    });
  const reason = Buffer.from(REASON);
  const partial =
    rejected === 0
      ? Buffer.alloc(0)
      : Buffer.concat([Buffer.from([0x08]), varint(rejected), Buffer.from([0x12]), varint(reason.length), reason]);
  const body = rejected === 0 ? partial : Buffer.concat([Buffer.from([0x0a]), varint(partial.length), partial]);
  return new Response(new Uint8Array(body), { headers: { "content-type": "application/x-protobuf" } });
}

const REASON = "spans without a trace id or a span id of their own belong nowhere";

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
