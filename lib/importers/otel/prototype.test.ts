import { describe, expect, it } from "vitest";
import { collect, runsOf, stepsOf } from "../collect.ts";
import type { Importer } from "../importer.ts";
import { attributeNode, unflatten } from "../traces/attributes.ts";
import { type JsonNode, scalarNode } from "../traces/json-node.ts";
import { otel } from "./otel.ts";

/** Names that once wrote into every object of a process (RELIABILITY F1), at each depth a list can be spelt. */
const HOSTILE = ["__proto__", "constructor.prototype", "hasOwnProperty.call", "toString", "__defineGetter__", "length"];
const PREFIXES = [
  "",
  "gen_ai.prompt.",
  "gen_ai.prompt.0.",
  "gen_ai.completion.0.tool_calls.0.",
  "llm.input_messages.",
  "llm.input_messages.0.message.",
  "llm.output_messages.0.message.tool_calls.0.tool_call.function.",
  "ai.telemetry.metadata.",
  "retrieval.documents.0.document.",
];
const NAMES = [
  ...new Set(
    PREFIXES.flatMap((prefix) =>
      HOSTILE.flatMap((name) => [
        `${prefix}${name}.X`,
        `${prefix}${name}`,
        `${prefix}${name}.0.X`,
        `${prefix}0.${name}.X`,
      ]),
    ),
  ),
];
const MARK = "planted-7f3a";

type Property = { holder: object; key: PropertyKey; value: unknown; get: unknown };

/** All that could have been written into: what the prototypes and their functions hold. */
function properties(): Property[] {
  const kinds: { prototype: object }[] = [Object, Function, Array, String, Number, Map];
  const holders = kinds.flatMap((kind): object[] => [kind, kind.prototype, Object.prototype.hasOwnProperty]);
  return holders.flatMap((holder) =>
    Reflect.ownKeys(holder).map((key) => {
      const { value, get } = Object.getOwnPropertyDescriptor(holder, key) ?? {};
      return { holder, key, value, get };
    }),
  );
}

/** Names of what is not as it was. */
function changes(before: readonly Property[]): string[] {
  const after = properties();
  if (after.length !== before.length) return ["something was added or taken away"];
  return after.flatMap(({ holder, key, value, get }, at) => {
    const was = before[at];
    const isSame = was?.holder === holder && was.key === key && Object.is(was.value, value) && was.get === get;
    return isSame ? [] : [String(key)];
  });
}

const VALID: [string, string][] = [
  ["gen_ai.operation.name", "chat"],
  ["gen_ai.prompt.0.role", "user"],
  ["gen_ai.prompt.0.content", "How many cups?"],
  ["gen_ai.completion.0.role", "assistant"],
  ["gen_ai.completion.0.content", "Twelve."],
];
const all = [...VALID, ...NAMES.map((name): [string, string] => [name, MARK])];
const ids = { traceId: "00000000000000000000000000000001", spanId: "00000000000000a1" };
/** As text: an object literal would take `__proto__` for itself. */
const members = all.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",");
const nested = `{"__proto__":{"X":"${MARK}"},"constructor":{"prototype":{"X":"${MARK}"}},"0":{"__proto__":["${MARK}"]}}`;

const SHAPES: [string, string][] = [
  [
    "OTLP",
    JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: NAMES.map((key) => ({ key, value: { stringValue: MARK } })) },
          scopeSpans: [
            {
              spans: [
                {
                  ...ids,
                  name: "chat",
                  attributes: all.map(([key, value]) => ({ key, value: { stringValue: value } })),
                  events: [
                    { name: "gen_ai.choice", attributes: NAMES.map((key) => ({ key, value: { stringValue: MARK } })) },
                  ],
                },
              ],
            },
          ],
        },
      ],
    }),
  ],
  ["a dump of the SDK", `[{"name":"chat","spanContext":${JSON.stringify(ids)},"attributes":{${members}}}]`],
  [
    "nested attributes",
    `[{"name":"chat","spanContext":${JSON.stringify(ids)},"attributes":{${members},"gen_ai":${nested}}}]`,
  ],
  [
    "columns",
    `{"name":"chat","context.trace_id":"${ids.traceId}","context.span_id":"${ids.spanId}",${all
      .map(([name, value]) => `${JSON.stringify(`attributes.${name}`)}:${JSON.stringify(value)}`)
      .join(",")}}`,
  ],
  [
    "ids and names",
    `[{"name":"__proto__","traceId":"__proto__","spanId":"constructor","attributes":{${members}},"__proto__":${nested}}]`,
  ],
];

it("would be noticed", () => {
  const before = properties();
  const holder: object = Object.prototype.hasOwnProperty;
  Object.defineProperty(holder, "X", { value: MARK, configurable: true });
  expect(changes(before)).not.toEqual([]);
  Reflect.deleteProperty(holder, "X");
  expect(changes(before)).toEqual([]);
});

describe("hostile names of attributes", () => {
  it.each(SHAPES)("stay data: %s", async (_, text) => {
    const before = properties();
    const outcomes = await collect(otel[0] as Importer, text);
    expect(changes(before)).toEqual([]);
    expect("X" in {}).toBe(false);
    expect(Reflect.get(Object.prototype.hasOwnProperty.call, "X")).toBeUndefined();
    expect(runsOf(outcomes)).toHaveLength(1);
    expect(stepsOf(outcomes).map(({ text: { message } }) => message)).toContain("How many cups?");
  });

  const treeOf = (name: string) => unflatten([[name, scalarNode(MARK)]]);
  const at = (node: JsonNode | null, name: string) =>
    /^\d+$/.test(name) ? (node?.items[0] ?? null) : (node?.get(name) ?? null);

  it("are found again where they were put", () => {
    for (const name of NAMES) expect(name.split(".").reduce(at, treeOf(name))?.text, name).toBe(MARK);
  });

  it("say nothing of themselves where they were not put", () => {
    const tree = treeOf("a.b");
    for (const name of ["__proto__", "constructor", "hasOwnProperty", "length"]) {
      expect(tree.get(name)).toBeNull();
      expect(tree.textAt(name)).toBeNull();
    }
  });

  it("count as an index only where they are one", () => {
    const names = ["10", "2", "02", "-1", "1e3", "4294967296", "999999999", "__proto__", "0"];
    const list = attributeNode(new Map(names.map((name) => [`list.${name}`, name])), "list");
    expect(list?.items.map(({ text }) => text)).toEqual(["0", "2", "10", "999999999"]);
  });

  it("cost nothing when they are very many dots", () => {
    const name = `a${".b".repeat(100_000)}`;
    expect(treeOf(name).get(name)?.text).toBe(MARK);
  });
});
