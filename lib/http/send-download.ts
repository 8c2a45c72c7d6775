import type { Download } from "../services/exports/open-download.ts";

/** Sends bytes as an attachment: whole, or the one range that was asked for, under a strong ETag so that it can be resumed. */
export function sendDownload(download: Download, request: Request): Response {
  const etag = `"${download.etag}"`;
  const headers = {
    etag,
    "accept-ranges": "bytes",
    "cache-control": "private, no-cache",
    "content-type": download.mediaType,
    "content-disposition": `attachment; filename="${download.fileName.replace(/[^\w.-]/g, "_")}"`,
  };
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
