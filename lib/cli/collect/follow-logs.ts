import type { Context } from "../../services/context.ts";
import { appendSteps } from "../../services/live/append-steps.ts";
import { openLiveRun } from "../../services/live/open-live-run.ts";
import { sealRun } from "../../services/live/seal-run.ts";
import { MAX_LIVE_STEPS } from "../../domain/record/live.ts";
import type { Facts } from "./environment-facts.ts";
import { readLog, settledSteps, toLive } from "./read-log.ts";
import { changedLogs, findLogs, type LogFile } from "./watch-logs.ts";

const LOOK_EVERY_MS = 1500;

type Followed = { trajectoryId: string; sent: number; sizeBytes: number };

/**
 * Follows the logs that tools write while a command runs, and sends their settled steps as live runs under the log's
 * own run id. What cannot be followed now comes in with the file at the end; nothing here stops the command.
 */
export class LogFollower {
  readonly #followed = new Map<string, Followed>();
  /** Logs that could not be followed; they come in whole at the end all the same. */
  readonly #leftAlone = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(
    private readonly ctx: Context,
    private readonly given: {
      project: string;
      folders: readonly string[];
      before: ReadonlyMap<string, LogFile>;
      facts: Facts;
    },
  ) {}

  start(): void {
    const turn = () => {
      this.#work = this.#look()
        .catch(() => undefined)
        .finally(() => {
          this.#timer = setTimeout(turn, LOOK_EVERY_MS);
        });
    };
    this.#timer = setTimeout(turn, LOOK_EVERY_MS);
  }

  /** Looks no more; what was followed stays open. */
  async halt(): Promise<void> {
    await this.#work;
    clearTimeout(this.#timer);
  }

  /** Looks no more, seals what was followed, and says which logs were written. */
  async stop(exitStatus: string): Promise<LogFile[]> {
    await this.halt();
    const changed = await this.#changed();
    for (const each of this.#followed.values()) {
      await sealRun(this.ctx, { trajectoryId: each.trajectoryId, exitStatus, environment: this.given.facts });
    }
    return changed;
  }

  async #changed(): Promise<LogFile[]> {
    return changedLogs(this.given.before, await findLogs(this.given.folders));
  }

  async #look(): Promise<void> {
    for (const log of await this.#changed()) {
      const known = this.#followed.get(log.file);
      if (this.#leftAlone.has(log.file) || known?.sizeBytes === log.sizeBytes) continue;
      await this.#send(log, known).catch(() => void this.#leftAlone.add(log.file));
    }
  }

  async #send(log: LogFile, known: Followed | undefined): Promise<void> {
    const soFar = await readLog(log.file, log.sizeBytes);
    // A log that names no run cannot be told again when it has grown.
    if (!soFar || soFar.run.runId === null) return;
    const { run, steps } = soFar;
    const followed = known ?? (await this.#open(run.runId ?? "", run.agent, run.model, run.task));
    // Known before anything is sent, so that it is sealed whatever happens.
    this.#followed.set(log.file, followed);
    const settled = settledSteps(steps).slice(followed.sent);
    for (let from = 0; from < settled.length; from += MAX_LIVE_STEPS) {
      const batch = settled.slice(from, from + MAX_LIVE_STEPS).map((step) => toLive(step, run));
      await appendSteps(this.ctx, { trajectoryId: followed.trajectoryId, steps: batch });
    }
    this.#followed.set(log.file, { ...followed, sent: followed.sent + settled.length, sizeBytes: log.sizeBytes });
  }

  async #open(
    runId: string,
    agent: string | null,
    model: string | null,
    task: { key: string; title: string; instruction: string | null },
  ): Promise<Followed> {
    const { key, title, instruction } = task;
    const { trajectoryId, nextSeq } = await openLiveRun(this.ctx, {
      project: this.given.project,
      runId,
      task: { key, title: title.slice(0, 500), ...(instruction === null ? {} : { instruction }) },
      ...(agent === null ? {} : { agent }),
      ...(model === null ? {} : { model }),
      environment: this.given.facts,
    });
    return { trajectoryId, sent: nextSeq, sizeBytes: 0 };
  }
}
