import { BYTE } from "./bytes.ts";

export type RootKind = "object" | "array" | "string" | "number" | "boolean" | "null";

/** What a JSON value is, by its first byte; null when no value begins so. */
export function rootKind(firstByte: number): RootKind | null {
  switch (firstByte) {
    case BYTE.OPEN_OBJECT:
      return "object";
    case BYTE.OPEN_ARRAY:
      return "array";
    case BYTE.QUOTE:
      return "string";
    case BYTE.T:
    case BYTE.F:
      return "boolean";
    case BYTE.N:
      return "null";
    default:
      return firstByte === BYTE.MINUS || (firstByte >= BYTE.DIGIT_0 && firstByte <= BYTE.DIGIT_9) ? "number" : null;
  }
}
