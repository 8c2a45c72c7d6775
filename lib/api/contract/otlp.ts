import { z } from "zod";
import { endpoint } from "./endpoint.ts";

/** Most bytes of one export request, packed or not. Exporters send a few hundred spans at a time. */
export const MAX_REQUEST_BYTES = 64 * 1024 * 1024;

export const receiveTraces = endpoint({
  method: "POST",
  path: "/api/v1/otlp/v1/traces",
  summary:
    "Takes OTLP/HTTP traces (Protobuf or JSON, gzip or plain). A trace becomes a run when it has been quiet for a while. The key's project, or ?project=.",
  input: z.strictObject({ project: z.string().optional() }),
  output: z.unknown(),
  body: "bytes",
  reply: "bytes",
});
