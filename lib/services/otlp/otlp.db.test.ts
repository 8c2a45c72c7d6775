import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processFile } from "../imports/process-file.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readBodies } from "../trajectories/read-bodies.ts";
import { gatherTraces } from "./gather-traces.ts";
import { receiveTraces } from "./receive-traces.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const span = (
  spanId: string,
  parentSpanId: string | null,
  name: string,
  attributes: object[],
  startTimeUnixNano: string,
) => ({
  traceId: TRACE,
  spanId,
  ...(parentSpanId ? { parentSpanId } : {}),
  name,
  startTimeUnixNano,
  endTimeUnixNano: `${startTimeUnixNano.slice(0, -9)}500000000`,
  attributes,
});
const model = span(
  "00000000000000a1",
  null,
  "chat",
  [
    text("gen_ai.operation.name", "chat"),
    text(
      "gen_ai.input.messages",
      JSON.stringify([{ role: "user", parts: [{ type: "text", content: "How many cups?" }] }]),
    ),
    text(
      "gen_ai.output.messages",
      JSON.stringify([
        { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "count", arguments: { shelf: 3 } }] },
      ]),
    ),
  ],
  "1772352000000000000",
);
const tool = span(
  "00000000000000a2",
  "00000000000000a1",
  "execute_tool count",
  [
    text("gen_ai.operation.name", "execute_tool"),
    text("gen_ai.tool.name", "count"),
    text("gen_ai.tool.call.id", "c1"),
    text("gen_ai.tool.call.arguments", '{"shelf":3}'),
    text("gen_ai.tool.call.result", "12"),
    text("gen_ai.prompt.__proto__.polluted", "yes"),
  ],
  "1772352001000000000",
);
const request = (...spans: object[]) =>
  JSON.stringify({
    resourceSpans: [{ resource: { attributes: [text("service.name", "shop")] }, scopeSpans: [{ spans }] }],
  });
const send = (body: string | Uint8Array, mediaType = "application/json", encoding = "", ctx = studio.operator()) =>
  receiveTraces(ctx, {
    project: studio.project,
    bytes: Readable.from([Buffer.from(body)]),
    mediaType,
    encoding,
  });
const later = (seconds: number) => ({ ...studio.operator(), clock: () => new Date(Date.now() + seconds * 1000) });
const readAll = async () => {
  const { projectId } = studio;
  for (const { id } of await studio.db.prisma.importFile.findMany({ where: { projectId, status: "received" } }))
    await processFile(studio.operator(), { projectId, fileId: id });
  return studio.db.prisma.trajectory.findMany({ where: { projectId } });
};

describe("a receiver of traces", () => {
  it("makes one run of the spans of a trace, in whatever requests they came, each once", async () => {
    expect(await send(request(model))).toMatchObject({ spans: 1, rejected: 0 });
    expect(await send(gzipSync(request(model, tool)), "application/json", "gzip")).toMatchObject({ spans: 2 });
    expect(await gatherTraces(studio.operator(), {})).toEqual({ gathered: 0 });
    expect(await gatherTraces(later(20), {})).toEqual({ gathered: 1 });
    expect(await gatherTraces(later(40), {})).toEqual({ gathered: 0 });
    const [run, ...others] = await readAll();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ formatId: "otlp", actionCount: 1 });
    const { steps } = await readBodies(studio.operator(), {
      trajectoryId: run?.id ?? "",
      from: 0,
      to: run?.stepCount ?? 0,
    });
    expect(steps.map(({ message, action, observation }) => (message ?? action ?? observation)?.text)).toContain(
      "How many cups?",
    );
    expect(steps.find(({ action }) => action !== null)?.observation?.text).toBe("12");
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain("polluted");
  });

  it("makes another revision of the run when spans come late, and forgets them in the end", async () => {
    const [before] = await readAll();
    await send(
      request(
        span(
          "00000000000000a3",
          "00000000000000a1",
          "execute_tool close",
          [text("gen_ai.operation.name", "execute_tool"), text("gen_ai.tool.name", "close")],
          "1772352002000000000",
        ),
      ),
      "application/json",
      "",
      later(50),
    );
    await gatherTraces(later(80), {});
    const [after, ...others] = await readAll();
    expect(others).toEqual([]);
    expect([after?.id, after?.actionCount]).toEqual([before?.id, 2]);
    expect(after?.currentRevisionId).not.toBe(before?.currentRevisionId);
    await gatherTraces(later(25 * 3600), {});
    expect(await studio.db.prisma.otlpSpan.count()).toBe(0);
  });

  it("reads Protobuf as it reads JSON", async () => {
    const attribute = (key: string, value: string) =>
      new BinaryWriter()
        .tag(1, 2)
        .string(key)
        .tag(2, 2)
        .bytes(new BinaryWriter().tag(1, 2).string(value).finish())
        .finish();
    const bytes = new BinaryWriter()
      .tag(1, 2)
      .bytes(Buffer.from("ffffffffffffffffffffffffffffff01", "hex"))
      .tag(2, 2)
      .bytes(Buffer.from("00000000000000b1", "hex"))
      .tag(5, 2)
      .string("execute_tool count")
      .tag(9, 2)
      .bytes(attribute("gen_ai.operation.name", "execute_tool"))
      .tag(9, 2)
      .bytes(attribute("gen_ai.tool.name", "count"))
      .finish();
    const scope = new BinaryWriter().tag(2, 2).bytes(bytes).finish();
    const resource = new BinaryWriter().tag(2, 2).bytes(scope).finish();
    const message = new BinaryWriter().tag(1, 2).bytes(resource).finish();
    expect(await send(message, "application/x-protobuf")).toMatchObject({ spans: 1, rejected: 0 });
    await gatherTraces(later(20), {});
    expect((await readAll()).map(({ formatId }) => formatId)).toEqual(["otlp", "otlp"]);
  });

  it("answers what it cannot take with a sentence, and keeps nothing of it", async () => {
    const count = await studio.db.prisma.otlpSpan.count();
    await expect(send("{", "application/json")).rejects.toThrow(/no sound JSON/);
    await expect(send("{}", "text/plain")).rejects.toThrow(/application\/x-protobuf or application\/json/);
    await expect(send(Buffer.from([0xff, 0xff]), "application/x-protobuf")).rejects.toThrow(
      /no ExportTraceServiceRequest/,
    );
    await expect(send("{}", "application/json", "br")).rejects.toThrow(/packed as br/);
    await expect(send("{}", "application/json", "gzip")).rejects.toThrow(/says it is gzip/);
    await expect(send(gzipSync(Buffer.alloc(65 * 1024 * 1024)), "application/json", "gzip")).rejects.toThrow(
      /larger than/,
    );
    await expect(send('{"resourceSpans":[],"resourceSpans":[]}')).rejects.toThrow(/names a key twice/);
    const nameless = request({ name: "x", spanId: "00000000000000c1" });
    expect(await send(nameless)).toMatchObject({ spans: 0, rejected: 1 });
    expect(await studio.db.prisma.otlpSpan.count()).toBe(count);
  });
});
