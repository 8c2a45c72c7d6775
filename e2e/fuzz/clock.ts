import type { Fault } from "./check-case.ts";

/** What the command and a worker tell each other. `clock`: the case, cases done, and what the worker is doing. */
export type Assignment = { seed: number; first: number; every: number; untilMs: number; clock: SharedArrayBuffer };
export type Found = { number: number; fault: Fault; name: string; bytes: Uint8Array };
export type Report = { type: "fault"; found: Found } | { type: "count"; cases: number };

export const CLOCK_BYTES = 12;
/** Only reading has to be quick. */
export const DOING = { loading: 0, reading: 1, minimising: 2 } as const;
