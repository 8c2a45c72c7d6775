/** Text that is in COPY's own escapes already. */
export type CopyText = { readonly copyText: string };

/** A list is a text[], bytes are a bytea. */
export type CopyValue = string | number | bigint | boolean | null | CopyText | Uint8Array | readonly string[];

/** One write to the socket; rows are gathered to it, larger ones go by themselves. */
const PIECE_BYTES = 256 * 1024;
/** The most bytes a UTF-16 unit takes in UTF-8. */
const MAX_UNIT_BYTES = 3;

/** Rows in COPY's text format, encoded as they are added: many small ones become few pieces of bytes. */
export class CopyRows {
  count = 0;
  sizeBytes = 0;
  #pieces: Uint8Array[] = [];
  #open: Buffer | null = null;
  #used = 0;

  /** Values in the order of the table's COPY_COLUMNS. */
  add(values: readonly CopyValue[]): void {
    const line = `${values.map(field).join("\t")}\n`;
    const maxBytes = line.length * MAX_UNIT_BYTES;
    if (this.#open !== null && this.#used + maxBytes > PIECE_BYTES) this.#close();
    const before = this.#used;
    if (maxBytes > PIECE_BYTES) {
      const own = Buffer.from(line);
      this.#pieces.push(own);
      this.sizeBytes += own.length;
    } else {
      this.#open ??= Buffer.allocUnsafeSlow(PIECE_BYTES);
      this.#used += this.#open.write(line, before);
      this.sizeBytes += this.#used - before;
    }
    this.count += 1;
  }

  pieces(): Uint8Array[] {
    this.#close();
    return this.#pieces;
  }

  #close(): void {
    if (this.#open !== null && this.#used > 0) this.#pieces.push(this.#open.subarray(0, this.#used));
    this.#open = null;
    this.#used = 0;
  }
}

/**
 * A JSON string, quotes and all, as COPY text: COPY reads every escape of JSON as JSON does (what it has no letter for
 * stands for itself, such as `\"`), but not `\u`. Null where one may stand in it.
 */
export function copyTextOfJson(quoted: string): CopyText | null {
  return quoted.includes("\\u") ? null : { copyText: quoted.slice(1, -1) };
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const NEEDS_ESCAPE = /[\\\n\r\t]/;

function escaped(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}

function field(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value === "string") return escaped(value);
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value !== "object") return String(value);
  if ("copyText" in value) return value.copyText;
  if (value instanceof Uint8Array)
    return `\\\\x${Buffer.from(value.buffer, value.byteOffset, value.length).toString("hex")}`;
  return escaped(`{${value.map((item) => `"${item.replace(/["\\]/g, "\\$&")}"`).join(",")}}`);
}
