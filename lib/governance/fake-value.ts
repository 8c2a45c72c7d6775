import { seededRandom } from "../domain/seeded-random.ts";

export const DIGITS = "0123456789";
export const HEX = `${DIGITS}abcdef`;
export const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const BASE32 = `${UPPER}234567`;
export const ALPHANUMERIC = `${UPPER}${UPPER.toLowerCase()}${DIGITS}`;
export const BASE64 = `${ALPHANUMERIC}+/`;

/**
 * A value for a rule's own cases: looks random, belongs to nobody, is the same every time, and is in no source file, so
 * that neither our scan nor a host's push protection takes a case for a leak.
 */
export function fakeValue(length: number, alphabet = ALPHANUMERIC, seed = 7): string {
  const random = seededRandom(seed);
  return Array.from({ length }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join("");
}
