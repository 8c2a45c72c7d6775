/** A count as the source states it; null unless it is a whole number that a JS number holds exactly. */
export function countOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

const LARGEST_OF_STEP = 2 ** 31 - 1;

/** A count of one step, such as its tokens; null also for more than a step's column holds, which no step takes. */
export function stepCountOrNull(value: unknown): number | null {
  const count = countOrNull(value);
  return count !== null && count <= LARGEST_OF_STEP ? count : null;
}

/** How a program ended, as a number or the digits a text shows; it may be negative. Null for what is no such code. */
export function exitCodeOrNull(value: unknown): number | null {
  const code = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof code === "number" && Number.isInteger(code) && Math.abs(code) <= LARGEST_OF_STEP ? code : null;
}

/** An amount such as a cost; null unless it is a finite number of at least 0. */
export function amountOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

/** Seconds as milliseconds, to the microsecond; null where there is no usable number. */
export function secondsToMs(value: unknown): number | null {
  const seconds = amountOrNull(value);
  const microseconds = seconds === null ? Number.NaN : Math.round(seconds * 1e6);
  return Number.isFinite(microseconds) ? microseconds / 1e3 : null;
}

/** A value stands there, but it could not be read as the number it should be. */
export function isRefused(value: unknown, fact: number | null): boolean {
  return value !== undefined && value !== null && fact === null;
}
