import { randomUUID } from "node:crypto";
import { saveMarks } from "../../lib/api/contract/reviews.ts";
import { pause } from "./studio.ts";

const LABELS = [
  "understand",
  "localize",
  "hypothesize",
  "reproduce",
  "edit",
  "verify",
  "recover",
  "handoff",
  "environment",
  "other",
];

/** A save the studio acknowledged: what must be found afterwards, whatever was killed. */
export type Acknowledged = { gestureId: string; trajectoryId: string; ordinal: number; version: number; label: string };

export type Run = { id: string; revisionId: string; stepCount: number };

type Options = {
  url: string;
  cookie: string;
  run: Run;
  random: () => number;
  isOver: () => boolean;
  /** Writes a save into the journal before it was sent and never repeats it: what a careless client would do. */
  isCareless: boolean;
  journal: (entry: Acknowledged) => void;
  onAttempt: () => void;
};

/** Labels steps at random, as fast as answers come, repeating a save under its own key until it is answered. */
export async function annotate({
  url,
  cookie,
  run,
  random,
  isOver,
  isCareless,
  journal,
  onAttempt,
}: Options): Promise<void> {
  const versions = new Map<number, number>();
  while (!isOver()) {
    const ordinal = Math.floor(random() * run.stepCount);
    const label = LABELS[Math.floor(random() * LABELS.length)] ?? "other";
    const baseVersion = versions.get(ordinal) ?? 0;
    const entry: Acknowledged = {
      gestureId: randomUUID(),
      trajectoryId: run.id,
      ordinal,
      version: baseVersion + 1,
      label,
    };
    if (isCareless) journal(entry);
    const mark = {
      dimension: "phase",
      anchor: { target: "step", ordinal },
      value: { type: "label", label },
      baseVersion,
    };
    const body = JSON.stringify({ revisionId: run.revisionId, marks: [mark], clientTime: new Date().toISOString() });
    for (let isAnswered = false; !isAnswered; ) {
      onAttempt();
      const response = await fetch(url + saveMarks.path.replace(":trajectoryId", run.id), {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": entry.gestureId, cookie, origin: url },
        body,
      }).catch(() => null);
      const reply = response?.ok ? saveMarks.output.safeParse(await response.json().catch(() => null)) : null;
      if (reply?.success) {
        if (!isCareless) journal(entry);
        versions.set(ordinal, entry.version);
      } else if (response && response.status < 500 && !response.ok && !isCareless) {
        throw new Error(`The studio refused a save with ${response.status}: ${await response.text()}`);
      }
      isAnswered = reply?.success === true || isCareless;
      if (!isAnswered) await pause(20);
    }
  }
}
