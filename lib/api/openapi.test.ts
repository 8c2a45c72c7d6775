import { expect, it } from "vitest";
import { everyEndpoint } from "./contract/every-endpoint.ts";
import { openApiDocument } from "./openapi.ts";

type Operation = {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema?: { properties: Record<string, unknown>; required: string[] } }> };
};
const document = openApiDocument("1") as { openapi: string; paths: Record<string, Record<string, Operation>> };
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

it("tells every endpoint once, under its own name", () => {
  const names = everyEndpoint().map(({ name }) => name);
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual([...names].sort());
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(20);
  expect(document.openapi).toBe("3.1.0");
});

it("puts each part of the input where the server looks for it", () => {
  const save = document.paths["/api/v1/trajectories/{trajectoryId}/marks"]?.post;
  expect(save?.parameters.filter(({ in: place }) => place !== "header")).toEqual([
    expect.objectContaining({ name: "trajectoryId", in: "path", required: true }),
  ]);
  const body = save?.requestBody?.content["application/json"]?.schema;
  expect(body?.required).toEqual(["revisionId", "marks", "clientTime"]);
  const upload = document.paths["/api/v1/imports"]?.post;
  expect(Object.keys(upload?.requestBody?.content ?? {})).toEqual(["application/octet-stream"]);
  expect(upload?.parameters.map(({ name, in: place }) => `${place} ${name}`)).toContain("query project");
  const list = document.paths["/api/v1/trajectories"]?.get;
  expect(list?.parameters.find(({ name }) => name === "project")?.required).toBe(true);
  expect(list?.parameters.find(({ name }) => name === "sort")?.required).toBe(false);
});

it("is plain JSON, with every path parameter declared", () => {
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { parameters } of Object.values(methods)) {
      const declared = parameters.filter(({ in: place }) => place === "path").map(({ name }) => name);
      expect(declared.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort());
    }
  }
});
