import http from "node:http";
import { AppError } from "../../domain/errors.ts";
import { waitUntil } from "../../db/engine/wait-until.ts";
import type { Keeper } from "./keep-running.ts";

const answersWithinMs = 120_000;
const oneAnswerMs = 30_000;
const deathsAllowed = 2;

/** Waits until the pages answer; gives up when the server keeps dying. */
export async function waitForWeb(url: string, web: Keeper, logFile: string, signal: AbortSignal): Promise<void> {
  const isDecided = async () => signal.aborted || web.deaths() > deathsAllowed || (await answers(url, signal));
  const inTime = await waitUntil(isDecided, answersWithinMs);
  signal.throwIfAborted();
  if (inTime && web.deaths() <= deathsAllowed) return;
  throw new AppError("unavailable", `The web server does not come up: the reason is at the end of ${logFile}.`);
}

/** Not by fetch: its kept-alive connection would make the server wait for us when it is told to stop. */
function answers(url: string, signal: AbortSignal): Promise<boolean> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(oneAnswerMs)]);
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false, signal: patience }, (reply) => {
      reply.resume();
      reply.once("error", () => resolve(false));
      reply.once("end", () => resolve((reply.statusCode ?? 500) < 500));
    });
    request.once("error", () => resolve(false));
  });
}

/** Where this machine reaches the server, whatever address people type. */
export function localAddress(host: string, port: number): string {
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}/`;
}
