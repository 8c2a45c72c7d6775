import { z } from "zod";

/**
 * Lines of a Codex rollout. Authority: `codex-rs/protocol/src/{protocol,models}.rs`, which change every few weeks; every
 * member but the kind may be absent, and what is not listed travels in the raw bytes.
 */

const Text = z.string().nullish().catch(null);
const Anything = z.unknown().optional();

/** Newer versions wrap every line; the first ones wrote items bare, or with other names for the time and the words. */
export const Line = z.looseObject({
  timestamp: Text,
  created_at: Text,
  type: Text,
  record_type: Text,
  role: Text,
  payload: z.looseObject({ type: Text }).nullish().catch(null),
});
export type Line = z.infer<typeof Line>;

/** What the model was given or gave: messages, thoughts, calls and their results. */
export const Item = z.looseObject({
  type: Text,
  role: Text,
  content: Anything,
  message: Anything,
  text: Text,
  summary: Anything,
  name: Text,
  function: z.looseObject({ name: Text }).nullish().catch(null),
  call_id: Text,
  id: Text,
  arguments: Anything,
  input: Anything,
  output: Anything,
  result: Anything,
});
export type Item = z.infer<typeof Item>;

/** What happened besides: times, exit codes, tokens. */
export const Event = z.looseObject({
  type: Text,
  call_id: Text,
  exit_code: Anything,
  success: z.boolean().nullish().catch(null),
  duration: z.looseObject({ secs: Anything, nanos: Anything }).nullish().catch(null),
  result: z.looseObject({ Ok: Anything, Err: Anything }).nullish().catch(null),
  reason: Text,
  message: Text,
  info: z
    .looseObject({ total_token_usage: z.looseObject({ input_tokens: Anything, output_tokens: Anything }).nullish() })
    .nullish()
    .catch(null),
});
export type Event = z.infer<typeof Event>;

/** A result in JSON inside a string: what a command printed, how it ended and how long it took. */
export const Printed = z.looseObject({
  output: z.string(),
  metadata: z.looseObject({ exit_code: Anything, duration_seconds: Anything }).nullish().catch(null),
});

export const Meta = z.looseObject({
  id: Text,
  cwd: Text,
  cli_version: Text,
  originator: Text,
  source: Anything,
  model_provider: Text,
  git: z.looseObject({ commit_hash: Text, branch: Text, repository_url: Text }).nullish().catch(null),
});

export const Turn = z.looseObject({
  cwd: Text,
  model: Text,
  effort: Text,
  approval_policy: Text,
  sandbox_policy: z
    .union([z.string(), z.looseObject({ mode: Text, type: Text })])
    .nullish()
    .catch(null),
});
