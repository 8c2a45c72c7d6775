/**
 * Sends JSON that is stored as gzip, with its content's hash as a strong ETag. Next drops the encoding header of a
 * handler's reply, so the text goes out plain and the server compresses it for those who take that.
 */
export function sendStoredJson(
  { sha256, gzip }: { sha256: string; gzip: Uint8Array<ArrayBuffer> },
  request: Request,
): Response {
  const etag = `"${sha256}"`;
  const headers = { etag, "cache-control": "private, no-cache", vary: "accept-encoding, cookie, authorization" };
  // A server that compresses may weaken the tag; the content is the same.
  if (request.headers.get("if-none-match")?.replace(/^W\//, "") === etag)
    return new Response(null, { status: 304, headers });
  const plain = new Blob([gzip]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain, { headers: { ...headers, "content-type": "application/json" } });
}
