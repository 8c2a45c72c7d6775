import type { z } from "zod";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/**
 * One address of the API, the same object for both sides: the server parses `input`, the browser parses `output`.
 * `:name` parts of the path, query and JSON body together make up `input`.
 */
export type Endpoint<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  method: Method;
  path: `/api/v1/${string}`;
  summary: string;
  input: I;
  output: O;
  /** `json` unless the body or the reply is a stream of bytes. */
  body?: "json" | "bytes";
  reply?: "json" | "bytes";
};

export function endpoint<I extends z.ZodType, O extends z.ZodType>(definition: Endpoint<I, O>): Endpoint<I, O> {
  return definition;
}

/** The names of the `:parts` of a path. */
export function pathParams(path: string): string[] {
  return [...path.matchAll(/:([A-Za-z]+)/g)].map((match) => match[1] ?? "");
}
