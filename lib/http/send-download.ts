import type { Download } from "../services/exports/open-download.ts";

/** Sends bytes as an attachment: whole, or the one range that was asked for, under a strong ETag so that it can be resumed. */
export function sendDownload(download: Download, request: Request): Response {
  const etag = `"${download.etag}"`;
  const headers = { etag, "accept-ranges": "bytes", "cache-control": "private, no-cache", ...asAttachment(download) };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  const range = askedRange(request, etag, download.sizeBytes);
  if (range === "unsatisfiable") {
    return new Response(null, {
      status: 416,
      headers: { ...headers, "content-range": `bytes */${download.sizeBytes}` },
    });
  }
  const { start, end } = range ?? { start: 0, end: download.sizeBytes };
  const length = { "content-length": String(end - start) };
  const body = webStream(download.read(range ?? undefined));
  if (!range) return new Response(body, { headers: { ...headers, ...length } });
  const place = { "content-range": `bytes ${start}-${end - 1}/${download.sizeBytes}` };
  return new Response(body, { status: 206, headers: { ...headers, ...length, ...place } });
}

/** Sends bytes that are made while they are sent, as an attachment of no size known. */
export function sendStream(reply: {
  fileName: string;
  mediaType: string;
  read: () => AsyncIterable<Uint8Array>;
}): Response {
  return new Response(webStream(reply.read()), { headers: asAttachment(reply) });
}

function asAttachment({ fileName, mediaType }: { fileName: string; mediaType: string }) {
  return {
    "content-type": mediaType,
    "content-disposition": `attachment; filename="${fileName.replace(/[^\w.-]/g, "_")}"`,
  };
}

/** The single range of a Range header as a half-open interval; null for the whole (RFC 9110, 14.2). */
function askedRange(
  request: Request,
  etag: string,
  size: number,
): { start: number; end: number } | "unsatisfiable" | null {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") ?? "");
  const condition = request.headers.get("if-range");
  if (!asked || (condition !== null && condition !== etag)) return null;
  const [, first = "", last = ""] = asked;
  if (first === "" && last === "") return null;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  return start >= size || start >= end ? "unsatisfiable" : { start, end };
}

function webStream(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
