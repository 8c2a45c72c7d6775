import { type Endpoint, pathParams } from "../api/contract/endpoint.ts";
import { AppError } from "../domain/errors.ts";

/** Most bytes of a JSON body: ten thousand marks fit several times. */
const MAX_JSON_BYTES = 8 * 1024 * 1024;

/**
 * Puts the parts of a request together into the endpoint's input. The path's parts win their names: the same name in
 * query or body is refused, and so is a query parameter given twice.
 */
export async function readInput(
  endpoint: Endpoint,
  request: Request,
  params: Record<string, string | string[] | undefined>,
): Promise<unknown> {
  const input = new Map<string, unknown>();
  for (const name of pathParams(endpoint.path)) input.set(name, params[name]);
  for (const [name, value] of new URL(request.url).searchParams) {
    if (input.has(name)) throw new AppError("invalid_input", `"${name}" is given twice.`);
    input.set(name, value);
  }
  if (endpoint.method !== "GET" && endpoint.body !== "bytes") {
    for (const [name, value] of Object.entries(await readJson(request))) {
      if (input.has(name)) throw new AppError("invalid_input", `"${name}" is given twice.`);
      input.set(name, value);
    }
  }
  return parse(endpoint, input);
}

function parse(endpoint: Endpoint, input: Map<string, unknown>): unknown {
  const result = endpoint.input.safeParse(Object.fromEntries(input));
  if (result.success) return result.data;
  const [first] = result.error.issues;
  const place = first && first.path.length > 0 ? `${first.path.map(String).join(".")}: ` : "";
  throw new AppError("invalid_input", `${place}${first?.message ?? "The input does not fit."}`, {
    issues: result.error.issues
      .slice(0, 20)
      .map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message })),
  });
}

async function readJson(request: Request): Promise<Record<string, unknown>> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new AppError("unsupported_media", "Send the body as application/json.");
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of bytesOf(request)) {
    size += part.byteLength;
    if (size > MAX_JSON_BYTES) throw new AppError("too_large", `The body is larger than ${MAX_JSON_BYTES} bytes.`);
    parts.push(part);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return { ...body };
  } catch {
    throw new AppError("invalid_input", "The body is not JSON.");
  }
  throw new AppError("invalid_input", "The body must be a JSON object.");
}

/** The file that is the body of a request; a form around it is refused, and so is one announced as too large. */
export function fileOf(request: Request, maxBytes: number): AsyncGenerator<Uint8Array> {
  const type = (request.headers.get("content-type") ?? "").trim().toLowerCase();
  if (type.startsWith("multipart/"))
    throw new AppError("unsupported_media", "Send the bytes of the file as the body, not as a form.");
  if (Number(request.headers.get("content-length")) > maxBytes)
    throw new AppError("too_large", `The file is larger than ${maxBytes} bytes, the most that is taken at once.`);
  return bytesOf(request);
}

/** The request's body as it arrives. A body that breaks off is an error, never a shorter file. */
async function* bytesOf(request: Request): AsyncGenerator<Uint8Array> {
  const announced = request.headers.get("content-length");
  let received = 0;
  if (request.body) {
    const reader = request.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      received += part.value.byteLength;
      yield part.value;
    }
  }
  if (announced !== null && Number(announced) !== received) {
    throw new AppError(
      "invalid_input",
      `The upload broke off: ${received} of ${announced} bytes arrived. Send it again.`,
    );
  }
}
