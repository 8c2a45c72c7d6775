import * as contract from "@/lib/api/contract/otlp";
import { fileOf } from "@/lib/http/read-input";
import { route } from "@/lib/http/route";
import { sendTraceReply } from "@/lib/http/send-trace-reply";
import { receiveTraces } from "@/lib/services/otlp/receive-traces";

export const POST = route(contract.receiveTraces, receiveTraces, {
  request: (request) => ({
    bytes: fileOf(request, contract.MAX_REQUEST_BYTES),
    mediaType: (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "",
    encoding: (request.headers.get("content-encoding") ?? "").trim().toLowerCase(),
  }),
  respond: sendTraceReply,
});
