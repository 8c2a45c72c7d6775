import type { JsonNode } from "../traces/json-node.ts";

const HEX = /^(?:0x)?([0-9a-f]{16}|[0-9a-f]{32})$/i;
/** 8 or 16 bytes in base64, as Protobuf's own JSON writes ids. */
const BASE64 = /^(?:[A-Za-z0-9+/]{11}=|[A-Za-z0-9+/]{22}==)$/;

/** An id as lower-case hex where it is hex or base64, else as it is; null for none and for all zeros. */
export function idOf(node: JsonNode | null): string | null {
  const text = node?.scalar?.trim() ?? "";
  const [, hex] = HEX.exec(text) ?? [];
  const id = hex?.toLowerCase() ?? (BASE64.test(text) ? Buffer.from(text, "base64").toString("hex") : text);
  return id === "" || /^0+$/.test(id) ? null : id;
}

const MICROSECONDS = /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:\.(\d{1,9})\d*)?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * A time as nanoseconds since 1970: digits of nanoseconds, the pair `[seconds, nanoseconds]` of the JS SDK, or ISO 8601.
 * A time without a zone is UTC, as the exporters that leave it out write it.
 */
export function nanosOf(node: JsonNode | null): bigint | null {
  const pair = (node?.items ?? []).map((each) => each.source);
  const [seconds = "", nanos = ""] = pair;
  if (pair.length === 2 && /^-?\d{1,12}$/.test(seconds) && /^\d{1,9}$/.test(nanos))
    return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
  const text = node?.scalar ?? "";
  if (/^\d{1,20}$/.test(text)) return fromDigits(text);
  const [, day, fraction = "", zone = "Z"] = MICROSECONDS.exec(text) ?? [];
  const ms = day === undefined ? Number.NaN : Date.parse(`${day.replace(" ", "T")}${zone}`);
  return Number.isNaN(ms) ? null : BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** Fewer digits than nanoseconds have today are milliseconds (13) or microseconds (16). */
function fromDigits(text: string): bigint {
  const value = BigInt(text);
  if (text.length === 13) return value * 1_000_000n;
  return text.length === 16 ? value * 1000n : value;
}

const PERIOD = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,9})\d*)?S)?$/;

/** A length of time as nanoseconds: ISO 8601 (`PT1M2.5S`), or a pair of the JS SDK. */
export function periodOf(node: JsonNode | null): bigint | null {
  const [whole, hours = "0", minutes = "0", seconds = "0", fraction = ""] = PERIOD.exec(node?.scalar ?? "") ?? [];
  if (whole === undefined) return node?.items.length === 2 ? nanosOf(node) : null;
  const all = (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  return all * 1_000_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** A status in any of its spellings: a number, a name with or without its prefix, beside its message. */
export function statusOf(
  status: JsonNode | null,
  message: JsonNode | null,
): { isError: boolean | null; message: string | null } {
  const inner = status?.get("code", "status_code", "statusCode")?.scalar;
  const code = (inner ?? status?.scalar ?? "").toUpperCase().replace(/^STATUS_?CODE[_.]/, "");
  const words = (status?.get("message", "description") ?? message)?.scalar ?? "";
  const isError = code === "2" || code === "ERROR" ? true : code === "1" || code === "OK" ? false : null;
  return { isError, message: words === "" ? null : words };
}
