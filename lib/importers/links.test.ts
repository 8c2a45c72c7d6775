import { describe, expect, it } from "vitest";
import { childLink, parentLink } from "../domain/record/run-link.ts";
import { atif } from "./atif/atif.ts";
import { claudeCode } from "./claude-code/claude-code.ts";
import { codex } from "./codex/codex.ts";
import { collect, runOf, stepsOf } from "./collect.ts";
import { geminiCli } from "./gemini-cli/gemini-cli.ts";
import type { Importer } from "./importer.ts";
import { kimiCli } from "./kimi-cli/kimi-cli.ts";

const lines = (...records: object[]) => records.map((record) => JSON.stringify(record)).join("\n");

async function linksIn(importer: Importer, content: string, name: string) {
  const outcomes = await collect(importer, content, { name });
  return { links: runOf(outcomes)?.links, steps: stepsOf(outcomes) };
}

describe("a Claude Code session", () => {
  const line = (uuid: string, more: object) => ({
    uuid,
    sessionId: "s",
    parentUuid: null,
    isSidechain: false,
    ...more,
  });
  const call = (id: string) =>
    line(id, {
      type: "assistant",
      message: { id: `m${id}`, role: "assistant", content: [{ type: "tool_use", id, name: "Task", input: {} }] },
    });

  it("names an agent by the result of its call, by its ticks where the call never ended, and each call of it", async () => {
    const result = (id: string, agentId: string) =>
      line(`r${id}`, {
        type: "user",
        message: { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: "ok" }] },
        toolUseResult: { agentId },
      });
    const tick = line("p", {
      type: "progress",
      data: { type: "agent_progress", agentId: "b" },
      parentToolUseID: "t2",
    });
    const { links } = await linksIn(
      claudeCode,
      lines(call("t1"), result("t1", "a"), call("t2"), tick, tick, call("t3"), result("t3", "a")),
      "s.jsonl",
    );
    expect(links).toEqual([
      childLink({ kind: "subagent", runId: "s/a", ordinal: 0, callId: "t1" }),
      childLink({ kind: "subagent", runId: "s/b", ordinal: 1, callId: "t2" }),
      childLink({ kind: "subagent", runId: "s/a", ordinal: 2, callId: "t3" }),
    ]);
  });

  it("says which session a sub-agent's file belongs to, and nothing where it names nobody", async () => {
    const own = line("1", {
      type: "user",
      agentId: "a",
      isSidechain: true,
      message: { role: "user", content: "Look." },
    });
    expect((await linksIn(claudeCode, lines(own), "a.jsonl")).links).toEqual([
      parentLink({ kind: "subagent", runId: "s" }),
    ]);
    const odd = line("1", { type: "user", message: { role: "user", content: "Hi" }, toolUseResult: "text", data: 3 });
    expect((await linksIn(claudeCode, lines(odd), "s.jsonl")).links).toEqual([]);
  });

  it("that goes on elsewhere says so without a row", async () => {
    const said = line("1", { type: "user", message: { role: "user", content: "Hi" } });
    const end = { type: "continued-in", sessionId: "s", continuedInSessionId: "n" };
    const { links, steps } = await linksIn(claudeCode, lines(said, end), "s.jsonl");
    expect([links, steps.length]).toEqual([[childLink({ kind: "continuation", runId: "n" })], 1]);
  });
});

describe("a Kimi log", () => {
  const head = { type: "metadata", protocol_version: "1.4", created_at: 1 };
  const event = (told: object) => ({ type: "context.append_loop_event", event: told });
  const calls = (id: string, output: string, name = "Agent") => [
    event({ type: "step.begin", uuid: id }),
    event({ type: "tool.call", toolCallId: id, name, args: {} }),
    event({ type: "tool.result", toolCallId: id, result: { output } }),
    event({ type: "step.end", uuid: id }),
  ];
  const log = lines(
    head,
    ...calls("c1", "agent_id: agent-0\nstatus: completed"),
    ...calls("c2", "agent_id: agent-9\n", "Bash"),
    ...calls("c3", "Read: agent_id: agent-8\n"),
    event({ type: "step.begin", uuid: "x" }),
    event({ type: "tool.call", toolCallId: "late", name: "Agent", args: {} }),
    event({ type: "step.end", uuid: "x" }),
    event({ type: "tool.result", toolCallId: "late", result: { output: "agent_id: agent-1\n" } }),
  );

  it("names the agents it began by the place of their logs", async () => {
    expect((await linksIn(kimiCli, log, "wire.jsonl")).links).toEqual([
      childLink({ kind: "subagent", file: "../agent-0/wire.jsonl", ordinal: 0, callId: "c1" }),
      childLink({ kind: "subagent", file: "../agent-1/wire.jsonl", ordinal: 3, callId: "late" }),
    ]);
  });

  it("of a begun agent names the main one beside it", async () => {
    const asked = (name: string) => ({
      type: "context.append_message",
      message: { role: "user", content: "Count.", origin: { kind: "system_trigger", name } },
    });
    expect((await linksIn(kimiCli, lines(head, asked("subagent")), "wire.jsonl")).links).toEqual([
      parentLink({ kind: "subagent", file: "../main/wire.jsonl" }),
    ]);
    expect((await linksIn(kimiCli, lines(head, asked("plan")), "wire.jsonl")).links).toEqual([]);
  });
});

describe("a Gemini session", () => {
  const messages = [
    { id: "1", type: "user", content: "Look." },
    {
      id: "2",
      type: "gemini",
      content: "",
      toolCalls: [{ id: "c", name: "agent", args: {}, agentId: "child", status: "success", result: [] }],
    },
  ];

  it("names the agents its calls started, and as a sub-agent's the folder's session", async () => {
    const main = JSON.stringify({ sessionId: "main", projectHash: "h", messages });
    expect((await linksIn(geminiCli, main, "chats/session-1.json")).links).toEqual([
      childLink({ kind: "subagent", runId: "child", ordinal: 1, callId: "c" }),
    ]);
    const child = lines({ sessionId: "child", projectHash: "h", kind: "subagent" }, messages[0] ?? {});
    expect((await linksIn(geminiCli, child, "chats/main/child.jsonl")).links).toEqual([
      parentLink({ kind: "subagent", runId: "main" }),
    ]);
    expect((await linksIn(geminiCli, child, "child.jsonl")).links).toEqual([]);
  });
});

describe("a Codex rollout", () => {
  const meta = (payload: object) => ({ timestamp: "2026-11-01T10:00:00Z", type: "session_meta", payload });
  const call = {
    type: "response_item",
    payload: { type: "function_call", call_id: "c", name: "spawn_agent", arguments: "{}" },
  };
  const spawned = (told: object) => ({
    type: "event_msg",
    payload: { type: "collab_agent_spawn_end", call_id: "c", new_thread_id: "child", ...told },
  });

  it("names the thread it split from, by its own first line alone", async () => {
    const { links } = await linksIn(
      codex,
      lines(meta({ id: "own", forked_from_id: "first" }), meta({ id: "first", forked_from_id: "root" }), call),
      "r.jsonl",
    );
    expect(links).toEqual([parentLink({ kind: "fork", runId: "first" })]);
  });

  it("names the thread that called it once, also where it took over the history", async () => {
    const source = { subagent: { thread_spawn: { parent_thread_id: "caller", depth: 1 } } };
    const { links } = await linksIn(
      codex,
      lines(meta({ id: "own", source, forked_from_id: "caller" }), call),
      "r.jsonl",
    );
    expect(links).toEqual([parentLink({ kind: "subagent", runId: "caller" })]);
    const review = meta({ id: "own", source: { subagent: "review" }, parent_thread_id: "caller" });
    expect((await linksIn(codex, lines(review, call), "r.jsonl")).links).toEqual([
      parentLink({ kind: "subagent", runId: "caller" }),
    ]);
  });

  it("names the threads it started, not those in a history it repeats", async () => {
    const own = lines(meta({ id: "own" }), call, spawned({ sender_thread_id: "own" }));
    expect((await linksIn(codex, own, "r.jsonl")).links).toEqual([
      childLink({ kind: "subagent", runId: "child", ordinal: 0, callId: "c" }),
    ]);
    const repeated = lines(meta({ id: "own" }), call, spawned({ sender_thread_id: "first" }));
    expect((await linksIn(codex, repeated, "r.jsonl")).links).toEqual([]);
  });
});

describe("an ATIF document", () => {
  const refers = (...refs: object[]) =>
    JSON.stringify({
      schema_version: "ATIF-v1.7",
      session_id: "own",
      agent: { name: "a", version: "1" },
      steps: [
        { step_id: 1, source: "user", message: "Mend." },
        { step_id: 2, source: "agent", message: "", observation: { results: [{ subagent_trajectory_ref: refs }] } },
      ],
      continued_trajectory_ref: "trajectory.cont-1.json",
      subagent_trajectories: [{ trajectory_id: "inside", steps: [{ step_id: 1, source: "agent", message: "In." }] }],
    });

  it("names the agents of other files by path and id, and where it goes on", async () => {
    const content = refers(
      { session_id: "b", trajectory_path: "b.json" },
      { session_id: "own", trajectory_id: "c" },
      { session_id: "own", trajectory_id: "inside" },
    );
    expect((await linksIn(atif, content, "trajectory.json")).links).toEqual([
      childLink({ kind: "subagent", runId: "b", file: "b.json", ordinal: 1 }),
      childLink({ kind: "subagent", runId: "c", ordinal: 1 }),
      childLink({ kind: "continuation", file: "trajectory.cont-1.json" }),
    ]);
  });
});
