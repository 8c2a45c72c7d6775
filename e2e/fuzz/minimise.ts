import { concatBytes } from "../../lib/importers/json/bytes.ts";

/** How long one input is made smaller. */
const BUDGET_MS = 20_000;

/** Takes parts out of an input, large ones first, as long as it stays as wrong as it was. */
export async function minimise(
  bytes: Uint8Array,
  isStillWrong: (bytes: Uint8Array) => Promise<boolean>,
): Promise<Uint8Array> {
  const deadline = performance.now() + BUDGET_MS;
  let smallest = bytes;
  for (let size = Math.ceil(bytes.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < smallest.length && performance.now() < deadline; ) {
      const without = concatBytes([smallest.subarray(0, at), smallest.subarray(at + size)]);
      if (await isStillWrong(without)) smallest = without;
      else at += size;
    }
  return smallest;
}
