import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Importer } from "./importer.ts";
import { detect, explainUnknown, formats, importerById, IMPORTERS } from "./registry.ts";

const encode = (text: string) => new TextEncoder().encode(text);

async function* once(text: string): AsyncGenerator<Uint8Array> {
  if (text !== "") yield encode(text);
}

describe("registry", () => {
  it("has unique ids and lists every format", () => {
    expect(new Set(IMPORTERS.map(({ id }) => id)).size).toBe(IMPORTERS.length);
    expect(formats()).toContainEqual(expect.objectContaining({ id: "swe-agent", proven: true }));
    for (const { id } of IMPORTERS) expect(importerById(id)?.id).toBe(id);
    for (const { description } of formats()) expect(description).not.toContain("\n");
    expect(formats().map(({ id }) => id)).toEqual([...IMPORTERS.map(({ id }) => id), "custom-mapping"]);
    expect(importerById("nothing")).toBeNull();
  });

  it("is listed whole and in its order in the README, with what is unproven said so", () => {
    const readme = readFileSync(path.resolve(import.meta.dirname, "../../README.md"), "utf8");
    const [, table = ""] = /<!-- formats: .*? -->\n([\s\S]*?)<!-- \/formats -->/.exec(readme) ?? [];
    const listed = [...table.matchAll(/^\|[^|]*\| `([^`]+)` \| (yes|unproven) \| (\d+|-) \|/gm)];
    expect(listed.map(([, id, proven]) => [id, proven])).toEqual(
      IMPORTERS.map(({ id, proven }) => [id, proven ? "yes" : "unproven"]),
    );
    for (const [, id, proven, files] of listed) expect([id, files === "-"]).toEqual([id, proven === "unproven"]);
  });

  it("takes the surest importer, the first of equals, and none below a half", () => {
    const sure = (id: string, confidence: number): Importer => ({
      id,
      version: "1",
      label: id,
      description: id,
      proven: false,
      recognise: () => confidence,
      read: async function* () {},
    });
    expect(detect(encode("{}"), "a", [sure("a", 0.6), sure("b", 0.9), sure("c", 0.9)])?.id).toBe("b");
    expect(detect(encode("{}"), "a", [sure("a", 0.49)])).toBeNull();
  });

  it("looks past broken records in front, but not past words", () => {
    const record = '{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}';
    expect(detect(encode(`{"messages":[}\n${record}\n`), "a.jsonl")?.id).toBe("openai-messages");
    expect(detect(encode(`{"messages":[}\n`.repeat(4) + record), "a.jsonl")).toBeNull();
    expect(detect(encode(`# An example\n${record}\n`), "README.md")).toBeNull();
  });

  it.each([
    ["", "empty", "reject"],
    ["[1,", "truncated", "quarantine"],
    ['{"a":1}', "not-a-run", "quarantine"],
    ["[]", "not-a-run", "quarantine"],
    ['{"a":1}\n{"a":2}\n', "not-a-run", "quarantine"],
    ['{"a":1}\nwords', "trailing-data", "quarantine"],
    ['{"a":1} {"a":2}', "trailing-data", "quarantine"],
    ["3", "not-a-run", "quarantine"],
  ])("explains why %j is no run", async (text, code, severity) => {
    expect(await explainUnknown(once(text))).toMatchObject([{ code, severity }]);
  });
});
