import { z } from "zod";
import { MAX_REQUEST_BYTES, receiveTraces as contract } from "../../api/contract/otlp.ts";
import { Prisma } from "../../db/generated/client.ts";
import { AppError } from "../../domain/errors.ts";
import { toStorable } from "../../domain/text/stand-ins.ts";
import { encodeSpan } from "../../importers/otel/encode-span.ts";
import type { OtelSpan } from "../../importers/otel/otel-span.ts";
import { bySlugOrKey } from "../authorize.ts";
import { Bytes } from "../imports/receive-file.ts";
import { task } from "../verb.ts";
import { spansOfRequest } from "./read-request.ts";

export type ReceivedTraces = { mediaType: string; spans: number; rejected: number };

/**
 * Keeps the spans of one export request, each once, and notes that their traces were heard of. A span without a trace's
 * or its own id belongs nowhere and is told as rejected, as OTLP asks.
 */
export const receiveTraces = task({
  name: "receive-traces",
  access: { permission: "runs:import", locate: bySlugOrKey, thing: "project" },
  input: contract.input.extend({ bytes: Bytes, mediaType: z.string(), encoding: z.string() }),
  async run({ ctx, input, standing: { projectId }, commit }): Promise<ReceivedTraces> {
    const { mediaType, encoding } = input;
    const all = await spansOfRequest({ bytes: await whole(input.bytes), mediaType, encoding });
    const spans = all.flatMap(keyed);
    const traceIds = [...new Set(spans.map(({ traceId }) => traceId))];
    if (spans.length > 0)
      await commit(async (tx) => {
        await tx.$executeRaw`
          INSERT INTO "OtlpTrace" ("projectId", "traceId", "actorId", "lastSeenAt")
          SELECT ${projectId}::uuid, t, ${ctx.actor.id}, ${ctx.clock()} FROM unnest(${traceIds}::text[]) t ORDER BY t
          ON CONFLICT ("projectId", "traceId") DO UPDATE SET "lastSeenAt" = EXCLUDED."lastSeenAt"`;
        await tx.otlpSpan.createMany({ data: spans.map((span) => ({ projectId, ...span })), skipDuplicates: true });
        return {
          reply: null,
          audit: { subject: traceIds[0] ?? "", details: { spans: spans.length, traces: traceIds.length } },
        };
      });
    return { mediaType, spans: spans.length, rejected: all.length - spans.length };
  },
});

function keyed(span: OtelSpan): Pick<Prisma.OtlpSpanCreateManyInput, "traceId" | "spanId" | "line">[] {
  const { traceId, spanId } = span;
  if (traceId === null || spanId === null) return [];
  // JSON escapes what text cannot hold, but for a name it was given raw.
  return [{ traceId: toStorable(traceId).text, spanId: toStorable(spanId).text, line: encodeSpan(span) }];
}

async function whole(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of source) {
    size += part.byteLength;
    if (size > MAX_REQUEST_BYTES)
      throw new AppError(
        "too_large",
        `The body is larger than ${MAX_REQUEST_BYTES} bytes. Send fewer spans at a time.`,
      );
    parts.push(part);
  }
  return Buffer.concat(parts);
}
