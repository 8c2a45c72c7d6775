import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ReparseRunView } from "../../api/contract/reparse.ts";
import { EMPTY_MAPPING, type FieldMapping } from "../../domain/mapping/field-mapping.ts";
import { IMPORTERS } from "../../importers/registry.ts";
import { processFile } from "../imports/process-file.ts";
import { readWith } from "../mappings/read-with.ts";
import { saveMapping } from "../mappings/save-mapping.ts";
import { gatherTraces } from "../otlp/gather-traces.ts";
import { receiveTraces } from "../otlp/receive-traces.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { readBodies } from "../trajectories/read-bodies.ts";
import { atVersion } from "../test-at-version.ts";
import { listReparses } from "./list-reparses.ts";
import { reparseWaiting } from "./reparse-waiting.ts";
import { startReparse } from "./start-reparse.ts";

let studio: TestStudio;
beforeEach(async () => {
  studio = await openTestStudio();
});
afterEach(() => studio?.close());

async function reparse(): Promise<ReparseRunView[]> {
  const { reparse: made } = await startReparse(studio.operator(), { project: studio.project });
  const order = { projectId: studio.projectId, reparseId: made?.id ?? "" };
  const done: ReparseRunView[] = [];
  for await (const runs of await reparseWaiting(studio.operator(), order)) done.push(...runs);
  await studio.scanAll();
  return done;
}
const textsOf = async (trajectoryId: string) =>
  (await readBodies(studio.operator(), { trajectoryId, from: 0, to: 9 })).steps.map(
    ({ action, observation, message }) => [action, observation, message].map((field) => field?.text ?? null),
  );

it("a trace that was gathered out of spans", async () => {
  const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const said = (role: string, content: string) => JSON.stringify([{ role, parts: [{ type: "text", content }] }]);
  const span = {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "00000000000000a1",
    name: "chat",
    startTimeUnixNano: "1772352000000000000",
    endTimeUnixNano: "1772352000500000000",
    attributes: [
      text("gen_ai.operation.name", "chat"),
      text("gen_ai.input.messages", said("user", "How many cups?")),
      text("gen_ai.output.messages", said("assistant", "Three.")),
    ],
  };
  const body = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
  await receiveTraces(studio.operator(), {
    project: studio.project,
    bytes: Readable.from([body]),
    mediaType: "application/json",
    encoding: "identity",
  });
  await gatherTraces({ ...studio.operator(), clock: () => new Date(Date.now() + 60_000) }, {});
  const [file] = await studio.db.prisma.importFile.findMany();
  const read = await processFile(studio.operator(), { projectId: studio.projectId, fileId: file?.id ?? "" });
  expect([read.name.startsWith("otlp/"), read.status]).toEqual([true, "stored"]);
  await studio.scanAll();
  const trajectoryId = read.trajectories[0]?.id ?? "";
  const before = await textsOf(trajectoryId);
  studio.readWith(IMPORTERS.map((each) => atVersion(each, { version: "99" })));
  expect(await reparse()).toMatchObject([{ trajectoryId, status: "unchanged" }]);
  const loud = (message: string | null) => message?.toUpperCase() ?? null;
  studio.readWith(
    IMPORTERS.map((each) =>
      atVersion(each, {
        version: "100",
        step: (step) => ({ ...step, text: { ...step.text, message: loud(step.text.message) } }),
      }),
    ),
  );
  expect(await reparse()).toMatchObject([{ trajectoryId, status: "revised" }]);
  expect(await textsOf(trajectoryId)).toEqual(
    before.map(([action, observation, message]) => [action, observation, loud(message ?? null)]),
  );
});

it("runs of a mapping that the project saved anew", async () => {
  const rows = (name: string) =>
    [1, 2, 1]
      .map((job, at) => ({ job: `${name}-${job}`, text: `say ${at}`, shell: `ls ${at}`, got: `file ${at}` }))
      .map((row) => JSON.stringify(row))
      .join("\n");
  const mapping: FieldMapping = {
    ...EMPTY_MAPPING,
    runs: { at: "rows", list: null, by: "/job" },
    step: { thought: "/text", action: "/shell" },
  };
  const engineer = await studio.as("engineer");
  const { project, projectId } = studio;
  const first = await studio.receive("first.jsonl", rows("first"));
  const saved = await saveMapping(engineer, { project, fileId: first.id, name: "Jobs", baseNumber: 0, mapping });
  await readWith(engineer, { project, fileId: first.id, mappingId: saved.id });
  const read = await processFile(studio.operator(), { projectId, fileId: first.id });
  await studio.scanAll();
  expect(read).toMatchObject({ status: "stored", formatId: "custom-mapping" });
  const list = async () => (await listReparses(studio.operator(), { project })).outdated;
  expect(await list()).toEqual([]);

  // The next version of the mapping reads what the first left out.
  const [row] = await studio.db.prisma.importMapping.findMany();
  const wider = { ...mapping, step: { ...mapping.step, observation: "/got" } };
  await studio.db.prisma.importMapping.create({
    data: {
      projectId,
      id: saved.id,
      number: 2,
      name: "Jobs",
      mapping: JSON.stringify(wider),
      signature: row?.signature ?? "",
      authorId: engineer.actor.id,
      createdAt: new Date(),
    },
  });
  expect(await list()).toMatchObject([{ formatId: "custom-mapping", version: `1:${saved.id}.1`, runs: 2 }]);
  expect((await reparse()).map(({ status, toVersion }) => [status, toVersion])).toEqual([
    ["revised", `1:${saved.id}.2`],
    ["revised", `1:${saved.id}.2`],
  ]);
  expect(await textsOf(read.trajectories[0]?.id ?? "")).toEqual([
    ["ls 0", "file 0", null],
    ["ls 2", "file 2", null],
  ]);
  expect(await list()).toEqual([]);
});
