import { gunzipSync } from "node:zlib";
import { MAX_REQUEST_BYTES } from "../../api/contract/otlp.ts";
import { AppError } from "../../domain/errors.ts";
import { decodeTraceRequest } from "../../importers/otel/decode-protobuf.ts";
import { SpanDecoder } from "../../importers/otel/spans-of-record.ts";
import { scanBytes } from "../../importers/json/scan-bytes.ts";
import type { OtelSpan } from "../../importers/otel/otel-span.ts";

/** What an exporter sent: its bytes and what it says they are. */
export type TraceRequest = { bytes: Uint8Array; mediaType: string; encoding: string };

/** The spans of an export request in JSON or Protobuf, gzip or plain. Throws what a client can mend. */
export async function spansOfRequest({ bytes, mediaType, encoding }: TraceRequest): Promise<OtelSpan[]> {
  const plain = unpack(bytes, encoding);
  if (mediaType === "application/x-protobuf") {
    const spans = decodeTraceRequest(plain);
    if (spans === null)
      throw new AppError(
        "invalid_input",
        "The body is no ExportTraceServiceRequest in Protobuf. Check the exporter's protocol: http/protobuf or http/json.",
      );
    return spans;
  }
  if (mediaType !== "application/json")
    throw new AppError("unsupported_media", "Send traces as application/x-protobuf or application/json.");
  const { error, facts } = scanBytes(plain);
  if (error !== null)
    throw new AppError(
      "invalid_input",
      `The body is no sound JSON (${error.code}, byte ${error.place.byteOffset}). Send an ExportTraceServiceRequest.`,
    );
  if (facts.duplicateKeys.first !== null)
    throw new AppError("invalid_input", "The body names a key twice, so it may say two things. Send it without that.");
  const spans: OtelSpan[] = [];
  for await (const part of new SpanDecoder().read({ bytes: plain, byteStart: 0, byteEnd: plain.length }, ""))
    if (part.type === "span") spans.push(part.span);
  return spans;
}

function unpack(bytes: Uint8Array, encoding: string): Uint8Array {
  if (encoding === "" || encoding === "identity") return bytes;
  if (encoding !== "gzip")
    throw new AppError("unsupported_media", `The body is packed as ${encoding}. Send it as gzip or plain.`);
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_REQUEST_BYTES });
  } catch (error) {
    const isTooLarge =
      error instanceof RangeError ||
      (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE");
    if (isTooLarge)
      throw new AppError(
        "too_large",
        `Unpacked, the body is larger than ${MAX_REQUEST_BYTES} bytes. Send fewer spans at a time.`,
      );
    throw new AppError("invalid_input", "The body says it is gzip and is not, or is cut off. Send it again.");
  }
}
