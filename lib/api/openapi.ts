import { z } from "zod";
import { type Endpoint, pathParams } from "./contract/endpoint.ts";
import { everyEndpoint } from "./contract/every-endpoint.ts";

type Schema = { type?: string; properties?: Record<string, Schema>; required?: string[]; [key: string]: unknown };

/** The API as OpenAPI 3.1, made from the same endpoints that the server parses with and the browser calls. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths = new Map<string, Record<string, unknown>>();
  for (const { name, endpoint } of everyEndpoint()) {
    const path = endpoint.path.replace(/:(\w+)/g, "{$1}");
    paths.set(path, { ...paths.get(path), [endpoint.method.toLowerCase()]: operation(name, endpoint) });
  }
  return {
    openapi: "3.1.0",
    info: { title: "Runtape", version, description: "Replay, label and export agent runs." },
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "runtape.session_token" },
        key: { type: "http", scheme: "bearer", description: "An API key with scopes, made in Settings." },
      },
      schemas: { Problem: PROBLEM },
    },
    security: [{ session: [] }, { key: [] }],
  };
}

const PROBLEM: Schema = {
  type: "object",
  description: "A refusal as RFC 9457: a stable code, a sentence for a person with the next step, and details.",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string" },
    detail: { type: "string" },
    requestId: { type: "string" },
    details: { type: "object" },
  },
  required: ["title", "status", "code", "detail"],
};

function operation(name: string, endpoint: Endpoint): Record<string, unknown> {
  const input = jsonSchema(endpoint.input, "input");
  const inPath = new Set(pathParams(endpoint.path));
  const isJsonBody = endpoint.method !== "GET" && endpoint.body !== "bytes";
  const fields = Object.entries(input.properties ?? {});
  const parameters = fields
    .filter(([field]) => inPath.has(field) || !isJsonBody)
    .map(([field, schema]) => ({
      name: field,
      in: inPath.has(field) ? "path" : "query",
      required: inPath.has(field) || (input.required ?? []).includes(field),
      schema,
    }));
  const key = { name: "Idempotency-Key", in: "header", required: false, schema: { type: "string", maxLength: 200 } };
  return {
    operationId: name,
    summary: endpoint.summary,
    parameters: endpoint.method === "GET" ? parameters : [...parameters, key],
    ...requestBody(endpoint, input, inPath),
    responses: {
      200: { description: "Done.", content: replyContent(endpoint) },
      default: {
        description: "Refused.",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function requestBody({ method, body }: Endpoint, input: Schema, inPath: ReadonlySet<string>): Record<string, unknown> {
  if (method === "GET") return {};
  if (body === "bytes") return { requestBody: { required: true, content: { "application/octet-stream": {} } } };
  const properties = Object.fromEntries(Object.entries(input.properties ?? {}).filter(([field]) => !inPath.has(field)));
  const required = (input.required ?? []).filter((field) => !inPath.has(field));
  const schema = { type: "object", properties, required, additionalProperties: false };
  return { requestBody: { required: true, content: { "application/json": { schema } } } };
}

function replyContent({ reply, output }: Endpoint): Record<string, unknown> {
  if (reply === "bytes") return { "application/octet-stream": {} };
  return { "application/json": { schema: jsonSchema(output, "output") } };
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Schema {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest as Schema;
}
