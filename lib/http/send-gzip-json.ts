/** Sends stored JSON as it lies: gzip where the browser takes it, with the content's hash as a strong ETag. */
export function sendGzipJson(
  { sha256, gzip }: { sha256: string; gzip: Uint8Array<ArrayBuffer> },
  request: Request,
): Response {
  const etag = `"${sha256}"`;
  const headers = { etag, "cache-control": "private, no-cache", vary: "accept-encoding, cookie, authorization" };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  const takesGzip = /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  if (takesGzip)
    return new Response(gzip, {
      headers: { ...headers, "content-type": "application/json", "content-encoding": "gzip" },
    });
  const plain = new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain, { headers: { ...headers, "content-type": "application/json" } });
}
