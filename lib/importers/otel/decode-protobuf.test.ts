import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { once } from "../json/slices.ts";
import { runsOfSpans } from "./runs-of-spans.ts";
import type { OtelSpan } from "./otel-span.ts";
import { decodeTraceRequest } from "./decode-protobuf.ts";
import { SpanDecoder } from "./spans-of-record.ts";

type AnyJson = {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  bytesValue?: string;
  arrayValue?: { values: AnyJson[] };
  kvlistValue?: { values: PairJson[] };
};
type PairJson = { key: string; value: AnyJson };
type SpanJson = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano?: string;
  endTimeUnixNano?: string;
  attributes?: PairJson[];
  events?: { name: string; timeUnixNano: string; attributes: PairJson[] }[];
  status?: { code: number; message?: string };
};
type RequestJson = {
  resourceSpans: { resource: { attributes: PairJson[] }; scopeSpans: { spans: SpanJson[] }[] }[];
};

/** A writer of its own, from the numbers in the `.proto` files. */
const message = (write: (to: BinaryWriter) => void): Uint8Array => {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
};
const put = (to: BinaryWriter, no: number, bytes: Uint8Array) => to.tag(no, WireType.LengthDelimited).bytes(bytes);
const hex = (id: string) => Buffer.from(id, "hex");

function anyValue(value: AnyJson): Uint8Array {
  return message((to) => {
    if (value.stringValue !== undefined) to.tag(1, WireType.LengthDelimited).string(value.stringValue);
    if (value.boolValue !== undefined) to.tag(2, WireType.Varint).bool(value.boolValue);
    if (value.intValue !== undefined) to.tag(3, WireType.Varint).int64(value.intValue);
    if (value.doubleValue !== undefined) to.tag(4, WireType.Bit64).double(value.doubleValue);
    if (value.arrayValue)
      put(
        to,
        5,
        message((list) => value.arrayValue?.values.forEach((each) => put(list, 1, anyValue(each)))),
      );
    if (value.kvlistValue)
      put(
        to,
        6,
        message((list) => value.kvlistValue?.values.forEach((each) => put(list, 1, pair(each)))),
      );
    if (value.bytesValue !== undefined) put(to, 7, Buffer.from(value.bytesValue, "base64"));
  });
}

function pair({ key, value }: PairJson): Uint8Array {
  return message((to) => {
    to.tag(1, WireType.LengthDelimited).string(key);
    put(to, 2, anyValue(value));
  });
}

function spanMessage(span: SpanJson): Uint8Array {
  return message((to) => {
    put(to, 1, hex(span.traceId));
    put(to, 2, hex(span.spanId));
    if (span.parentSpanId) put(to, 4, hex(span.parentSpanId));
    to.tag(5, WireType.LengthDelimited).string(span.name);
    to.tag(6, WireType.Varint).int32(1);
    if (span.startTimeUnixNano) to.tag(7, WireType.Bit64).fixed64(span.startTimeUnixNano);
    if (span.endTimeUnixNano) to.tag(8, WireType.Bit64).fixed64(span.endTimeUnixNano);
    for (const each of span.attributes ?? []) put(to, 9, pair(each));
    for (const event of span.events ?? [])
      put(
        to,
        11,
        message((inner) => {
          inner.tag(1, WireType.Bit64).fixed64(event.timeUnixNano);
          inner.tag(2, WireType.LengthDelimited).string(event.name);
          for (const each of event.attributes) put(inner, 3, pair(each));
        }),
      );
    const { status } = span;
    if (status)
      put(
        to,
        15,
        message((inner) => {
          if (status.message) inner.tag(2, WireType.LengthDelimited).string(status.message);
          inner.tag(3, WireType.Varint).int32(status.code);
        }),
      );
    to.tag(16, WireType.Bit32).fixed32(257);
  });
}

function requestMessage({ resourceSpans }: RequestJson): Uint8Array {
  return message((to) => {
    for (const { resource, scopeSpans } of resourceSpans)
      put(
        to,
        1,
        message((inner) => {
          put(
            inner,
            1,
            message((each) => resource.attributes.forEach((one) => put(each, 1, pair(one)))),
          );
          for (const { spans } of scopeSpans)
            put(
              inner,
              2,
              message((scope) => spans.forEach((span) => put(scope, 2, spanMessage(span)))),
            );
        }),
      );
  });
}

const SHOP = readFileSync(path.join(import.meta.dirname, "fixtures/shop.otlp.json"));

async function fromJson(json: Uint8Array): Promise<OtelSpan[]> {
  const spans: OtelSpan[] = [];
  for await (const bytes of once(json))
    for await (const found of new SpanDecoder().read({ bytes, byteStart: 0, byteEnd: bytes.length }, ""))
      if (found.type === "span") spans.push(found.span);
  return spans;
}

const withoutBytes = (span: OtelSpan) => ({ ...span, sourcePointer: span.sourcePointer.path });
const withValue = (value: AnyJson): RequestJson => ({
  resourceSpans: [
    {
      resource: { attributes: [] },
      scopeSpans: [{ spans: [{ traceId: "01", spanId: "02", name: "x", attributes: [{ key: "v", value }] }] }],
    },
  ],
});

describe("a request in Protobuf", () => {
  const request = requestMessage(JSON.parse(SHOP.toString("utf8")) as RequestJson);

  it("holds the spans its JSON holds", async () => {
    const spans = decodeTraceRequest(request) ?? [];
    expect(spans).toHaveLength(5);
    expect(spans.map(withoutBytes)).toEqual((await fromJson(SHOP)).map(withoutBytes));
    expect(runsOfSpans(spans, "shop").runs).toMatchObject([{ run: { stepCount: 6, actionCount: 2, tokensIn: 300 } }]);
  });

  it("points at the message of each span, also inside a larger buffer", () => {
    const around = new Uint8Array(request.length + 7);
    around.set(request, 5);
    const inside = around.subarray(5, 5 + request.length);
    expect(decodeTraceRequest(inside)).toEqual(decodeTraceRequest(request));
    const { spans } = (JSON.parse(SHOP.toString("utf8")) as RequestJson).resourceSpans[0]?.scopeSpans[0] ?? {
      spans: [],
    };
    const at = decodeTraceRequest(inside)?.[1]?.sourcePointer;
    const expected = spans[1] ? spanMessage(spans[1]) : null;
    expect(inside.slice(at?.byteStart, at?.byteEnd)).toEqual(expected);
  });

  it.each<[AnyJson, unknown]>([
    [{ stringValue: "nul \0 \u{1F375}" }, "nul \0 \u{1F375}"],
    [{ boolValue: false }, false],
    [{ intValue: "-5" }, -5],
    [{ intValue: "9007199254740993" }, "9007199254740993"],
    [{ intValue: "-9223372036854775808" }, "-9223372036854775808"],
    [{ doubleValue: 0.5 }, 0.5],
    [{ doubleValue: Number.NaN }, "NaN"],
    [{ bytesValue: "AAH/" }, "AAH/"],
    [
      { arrayValue: { values: [{ intValue: "9007199254740993" }, { stringValue: 'a"b' }, {}] } },
      '[9007199254740993,"a\\"b",null]',
    ],
    [{ kvlistValue: { values: [{ key: "__proto__", value: { kvlistValue: { values: [] } } }] } }, '{"__proto__":{}}'],
  ])("reads the value %j", (value, expected) => {
    expect(decodeTraceRequest(requestMessage(withValue(value)))?.[0]?.attributes.get("v")).toBe(expected);
  });

  it("is empty where there is nothing, and passes over what it does not know", () => {
    expect(decodeTraceRequest(new Uint8Array())).toEqual([]);
    const later = message((to) => to.tag(99, WireType.Varint).int32(1).tag(98, WireType.LengthDelimited).string("x"));
    expect(decodeTraceRequest(later)).toEqual([]);
    expect(decodeTraceRequest(Buffer.concat([later, request]))).toHaveLength(5);
  });

  it("is null or a part of itself where it was cut, and never throws", () => {
    for (let end = 1; end < request.length; end += 1) {
      const spans = decodeTraceRequest(request.slice(0, end));
      expect(spans === null || spans.length < 5, String(end)).toBe(true);
    }
    expect(decodeTraceRequest(request.slice(0, -1))).toBeNull();
    expect(decodeTraceRequest(Buffer.from('{"resourceSpans":[]}'))).toBeNull();
  });

  it("may nest without end", () => {
    let value: Uint8Array = anyValue({ intValue: "1" });
    for (let depth = 0; depth < 3000; depth += 1) {
      const inner = value;
      value = message((to) =>
        put(
          to,
          5,
          message((list) => put(list, 1, inner)),
        ),
      );
    }
    const nested = message((to) =>
      put(
        to,
        1,
        message((rs) =>
          put(
            rs,
            2,
            message((ss) =>
              put(
                ss,
                2,
                message((span) => {
                  put(span, 2, hex("02"));
                  put(
                    span,
                    9,
                    message((kv) => {
                      kv.tag(1, WireType.LengthDelimited).string("v");
                      put(kv, 2, value);
                    }),
                  );
                }),
              ),
            ),
          ),
        ),
      ),
    );
    expect(decodeTraceRequest(nested)?.[0]?.attributes.get("v")).toMatch(/^\[+null\]+$/);
  });
});
