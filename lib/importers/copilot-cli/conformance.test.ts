import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ParsedStep } from "../../domain/record/step.ts";
import { HEAD_BYTES } from "../importer.ts";
import { inChunks } from "../collect.ts";
import { detect } from "../registry.ts";
import { copilotCli } from "./copilot-cli.ts";

const ALL = path.resolve(import.meta.dirname, "../../../../shared/data");
const DATA = path.join(ALL, "other-cli/copilot");
const isPresent = existsSync(DATA);
if (!isPresent) console.warn(`Skipped: no real Copilot logs at ${DATA}; the conformance test needs them.`);

const walk = (place: string): string[] =>
  statSync(place).isDirectory() ? readdirSync(place).flatMap((name) => walk(path.join(place, name))) : [place];

/** The source read a second way, with nothing of the importer. */
type Event = {
  type: string;
  data: {
    toolCallId?: string;
    content?: string;
    message?: string;
    reason?: string;
    success?: boolean;
    arguments?: unknown;
    toolRequests?: { toolCallId: string; arguments: unknown }[];
    result?: { content: string };
  };
};

const SAID = ["user.message", "system.message", "system.notification", "session.info", "session.error", "abort"];
const objectOf = (value: unknown): unknown => (typeof value === "string" ? JSON.parse(value) : value);

describe.runIf(isPresent)("real logs", () => {
  const files = isPresent ? walk(DATA) : [];

  it("are there", () => {
    expect(files.length).toBeGreaterThanOrEqual(4);
  });

  it.each(files.map((file) => [path.relative(DATA, file)]))("%s", async (name) => {
    const bytes = readFileSync(path.join(DATA, name));
    const lines = bytes
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "");
    const events = lines.map((line) => JSON.parse(line) as Event);
    const of = (type: string) => events.filter((event) => event.type === type).map(({ data }) => data);
    const answers = of("assistant.message");
    const requests = answers.flatMap(({ toolRequests }) => toolRequests ?? []);
    const requested = new Set(requests.map(({ toolCallId }) => toolCallId));
    const alone = of("tool.execution_start").filter(({ toolCallId }) => !requested.has(toolCallId ?? ""));
    // A result without a call before it is a row of its own.
    const known = new Set<string | undefined>();
    let orphans = 0;
    const stated: boolean[] = [];
    for (const { type, data } of events) {
      for (const { toolCallId } of data.toolRequests ?? []) known.add(toolCallId);
      if (type === "tool.execution_start") known.add(data.toolCallId);
      if (type !== "tool.execution_complete") continue;
      stated.push(data.success !== true);
      if (!known.has(data.toolCallId)) orphans += 1;
    }
    const importer = detect(bytes.subarray(0, HEAD_BYTES), path.basename(name));
    expect(importer?.id).toBe("copilot-cli");
    const steps: ParsedStep[] = [];
    const runs = [];
    for await (const outcome of importer?.read(inChunks(bytes, 777), { name }) ?? []) {
      if (outcome.type === "step") steps.push(ParsedStep.parse(outcome.step));
      else if (outcome.type === "run") runs.push(outcome.run);
      else expect([outcome.type, outcome.problem.severity]).toEqual(["problem", "note"]);
    }
    const rows = answers.reduce((sum, { toolRequests }) => sum + Math.max(1, toolRequests?.length ?? 0), 0);
    const notices = SAID.flatMap(of);
    expect(runs).toMatchObject([{ unknownRecords: 0 }]);
    expect(steps).toHaveLength(rows + notices.length + alone.length + orphans);
    const actions = steps.filter(({ isAction }) => isAction);
    expect(actions.map(({ text }) => JSON.parse(text.action ?? ""))).toEqual(
      [...requests, ...alone].map((call) => objectOf(call.arguments)),
    );
    const withResult = steps.filter(({ text }) => text.observation !== null);
    expect(withResult.map(({ isErrorInferred }) => isErrorInferred)).toEqual(stated.map(() => false));
    expect(withResult.filter(({ isError }) => isError)).toHaveLength(stated.filter((isError) => isError).length);
    const said = steps.flatMap(({ text }) => Object.values(text).flatMap((field) => field ?? [])).join("\u0001");
    for (const { content, message, reason } of [...notices, ...answers])
      expect(said).toContain(message ?? content ?? reason ?? "");
    for (const { result } of of("tool.execution_complete")) expect(said).toContain(result?.content ?? "");
    expect(runs[0]?.lanes).toHaveLength(1 + of("subagent.started").length);
  });
});

describe.runIf(isPresent)("all files", () => {
  it("takes its own and no other", () => {
    const files = isPresent ? walk(ALL) : [];
    const claimed = files.filter(
      (file) => copilotCli.recognise(readFileSync(file).subarray(0, HEAD_BYTES), path.basename(file)) >= 0.5,
    );
    expect(claimed.sort()).toEqual(isPresent ? walk(DATA).sort() : []);
  });
});
