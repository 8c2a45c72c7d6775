import { z } from "zod";
import { childLink, parentLink, type RunLink } from "../../domain/record/run-link.ts";

const Text = z.string().nullish().catch(null);

/** What a rollout's own first line says of the thread it came out of. Authority: codex-rs, `SessionMeta`. */
const Origin = z.object({
  forked_from_id: Text,
  parent_thread_id: Text,
  source: z
    .object({ subagent: z.object({ thread_spawn: z.object({ parent_thread_id: Text }).nullish().catch(null) }) })
    .nullish()
    .catch(null),
});
/** The event that ends the start of a thread. Authority: codex-rs, `CollabAgentSpawnEndEvent`. */
const Spawn = z.object({
  type: z.literal("collab_agent_spawn_end"),
  call_id: Text,
  sender_thread_id: Text,
  new_thread_id: Text,
});

/** The threads that a rollout names: the one that called it, the one it split from, and those it started. */
export class RolloutLinks {
  #isNamed = false;
  readonly #origins: RunLink[] = [];
  readonly #spawned: { sender: string | null; thread: string; callId: string | null }[] = [];

  /** Only the first line with these facts is the rollout's own: a fork repeats its parent's. */
  meta(payload: unknown): void {
    if (this.#isNamed) return;
    this.#isNamed = true;
    const origin = Origin.safeParse(payload).data;
    const caller = origin?.source?.subagent.thread_spawn?.parent_thread_id || origin?.parent_thread_id;
    const forked = origin?.forked_from_id;
    if (caller) this.#origins.push(parentLink({ kind: "subagent", runId: caller }));
    if (forked && forked !== caller) this.#origins.push(parentLink({ kind: "fork", runId: forked }));
  }

  event(payload: unknown): void {
    const { new_thread_id: thread, sender_thread_id: sender, call_id: callId } = Spawn.safeParse(payload).data ?? {};
    if (thread) this.#spawned.push({ sender: sender || null, thread, callId: callId || null });
  }

  /** A start that another thread made stands in history that a fork repeats, and is not this one's. */
  of(runId: string | null, ordinalOf: (callId: string) => number | null): RunLink[] {
    const own = this.#spawned.filter(({ sender }) => sender === null || sender === runId);
    return [
      ...this.#origins,
      ...own.map(({ thread, callId }) =>
        childLink({ kind: "subagent", runId: thread, ordinal: callId === null ? null : ordinalOf(callId), callId }),
      ),
    ];
  }
}
