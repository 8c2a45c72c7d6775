import type { Importer } from "../importer.ts";
import { readLive } from "./read.ts";
import { recogniseLive } from "./recognise.ts";

/**
 * What a live run is kept as once it is sealed, and what a program may write instead of sending: a head line, then a
 * line a step. The schema is this project's own (`lib/domain/record/live.ts`), so it is read without loss.
 */
export const runtapeLive: Importer = {
  id: "runtape-live",
  version: "1",
  label: "Runtape live run",
  description: "Runs sent step by step while an agent works: a head line, a line a step, gaps and the end",
  proven: false,
  recognise: (head) => recogniseLive(head),
  read: readLive,
};
