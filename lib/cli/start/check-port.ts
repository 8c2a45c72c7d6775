import { AppError } from "../../domain/errors.ts";
import { isPortFree } from "../../db/engine/free-port.ts";
import { waitUntil } from "../../db/engine/wait-until.ts";

/** A port may take a moment to come free after the process that held it was ended. */
const freeWithinMs = 3_000;

export async function checkPort(port: number, host: string, waitMs = 0): Promise<void> {
  if (await waitUntil(() => isPortFree(port, host), waitMs)) return;
  throw new AppError(
    "unavailable",
    `Port ${port} on ${host} is in use by another program or is not allowed: choose another, for example PORT=${port + 1} npm start.`,
  );
}

export const checkPortAfterLeftovers = (port: number, host: string) => checkPort(port, host, freeWithinMs);
