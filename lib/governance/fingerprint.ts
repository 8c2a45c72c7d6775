import { createHmac } from "node:crypto";

/**
 * HMAC-SHA-256 of the value without surrounding white space, 64 hex digits: what is stored in a found value's place, so
 * that the same value has the same placeholder and one verdict for all its places.
 *
 * Keyed because a plain hash of a short or guessable value (a card number, an SSN, an address) is undone by trying all
 * of them; whoever has the table but not the key learns nothing, and fingerprints of two keys cannot be joined. One key
 * a scope (a project): never leave it beside the findings, never in an export. RFC 2104; lone surrogates hash as
 * U+FFFD, so such values may share a fingerprint.
 */
export function fingerprint(key: Uint8Array, value: string): string {
  return createHmac("sha256", key).update(value.trim(), "utf8").digest("hex");
}
