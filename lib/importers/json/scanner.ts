import { BomSkipper } from "./bom-skipper.ts";
import { BYTE, byteAt, concatBytes } from "./bytes.ts";
import { ContainerStack } from "./container-stack.ts";
import { NumberScanner } from "./number-scanner.ts";
import { rootKind } from "./root-kind.ts";
import {
  count,
  emptyFacts,
  type Place,
  SCAN_LIMITS,
  type ScanError,
  type ScanErrorCode,
  type ScanFacts,
  type ScanLimits,
} from "./scan-facts.ts";
import { SILENT_WATCHER, type ScanWatcher } from "./scan-watcher.ts";
import { StringScanner } from "./string-scanner.ts";

const VALUE = 0;
const FIRST_ELEMENT_OR_END = 1;
const FIRST_KEY_OR_END = 2;
const KEY = 3;
const COLON = 4;
const AFTER_VALUE = 5;
const IN_STRING = 6;
const IN_KEY = 7;
const IN_NUMBER = 8;
const IN_LITERAL = 9;
const DONE = 10;
const STOPPED = 11;

/**
 * A push scanner for one JSON text (RFC 8259, accepting exactly what `JSON.parse` accepts of the decoded text, plus a
 * leading BOM). It builds nothing: memory is flat in the size of the text, and depth and node caps are enforced before
 * anybody allocates an object. Feed `push`, then call `end`; after an error further bytes are ignored.
 */
export class JsonScanner {
  readonly facts: ScanFacts = emptyFacts();
  error: ScanError | null = null;

  private state = VALUE;
  private base = 0;
  private line = 1;
  private readonly bom = new BomSkipper();
  private literal = "";
  private literalAt = 0;
  private keyPieces: Uint8Array[] = [];
  private readonly limits: ScanLimits;
  private readonly stack: ContainerStack;
  private readonly strings: StringScanner;
  private readonly numbers = new NumberScanner();

  constructor(
    limits: Partial<ScanLimits> = {},
    private readonly watcher: ScanWatcher = SILENT_WATCHER,
  ) {
    this.limits = { ...SCAN_LIMITS, ...limits };
    this.stack = new ContainerStack(this.limits.depth, watcher.keyDepth);
    this.strings = new StringScanner(this.facts, (byteOffset) => this.place(byteOffset));
  }

  /** Scans the next bytes of the text; any chunk boundary will do. */
  push(chunk: Uint8Array): void {
    let index = this.facts.nodes === 0 ? this.skipBom(chunk) : 0;
    while (index < chunk.length && this.state !== STOPPED) index = this.step(chunk, index);
    this.base += chunk.length;
    this.facts.sizeBytes = this.base;
    if (this.base > this.limits.documentBytes)
      this.fail("too-large", this.limits.documentBytes, "the document is over the size cap");
  }

  /** Ends the text. The facts are final; `error` says why the text is refused, or is null. */
  end(): ScanError | null {
    if (this.state === IN_NUMBER && this.stack.depth === 0 && this.numbers.isComplete()) this.endNumber(this.base);
    if (this.state === DONE || this.state === STOPPED) return this.error;
    if (this.bom.isBroken()) this.fail("syntax", 0, "the text does not begin with a value");
    else if (this.facts.nodes === 0) this.fail("empty", this.base, "there is no JSON value in it");
    else this.fail("truncated", this.base, "the text ends before its value is complete");
    return this.error;
  }

  private step(chunk: Uint8Array, index: number): number {
    switch (this.state) {
      case IN_STRING:
        return this.inString(chunk, index);
      case IN_KEY:
        return this.inKey(chunk, index);
      case IN_NUMBER:
        return this.inNumber(chunk, index);
      case IN_LITERAL:
        return this.inLiteral(chunk, index);
      default:
        return this.structure(chunk, index);
    }
  }

  /** Whitespace and punctuation: everything between values. */
  private structure(chunk: Uint8Array, from: number): number {
    let index = from;
    for (; index < chunk.length; index += 1) {
      const byte = byteAt(chunk, index);
      if (byte === BYTE.LF) this.line += 1;
      else if (byte !== BYTE.SPACE && byte !== BYTE.CR && byte !== BYTE.TAB) {
        this.punctuation(byte, this.base + index);
        return index + 1;
      }
    }
    return index;
  }

  private punctuation(byte: number, offset: number): void {
    switch (this.state) {
      case AFTER_VALUE:
        if (byte === BYTE.COMMA) this.comma();
        else if (byte === (this.stack.isInObject() ? BYTE.CLOSE_OBJECT : BYTE.CLOSE_ARRAY)) this.close(offset);
        else this.unexpected(byte, offset, "a comma or the end of its list or object is missing here");
        return;
      case COLON:
        if (byte === BYTE.COLON) this.state = VALUE;
        else this.unexpected(byte, offset, "a colon after a key is missing here");
        return;
      case FIRST_ELEMENT_OR_END:
        if (byte === BYTE.CLOSE_ARRAY) this.close(offset);
        else this.value(byte, offset);
        return;
      case FIRST_KEY_OR_END:
        if (byte === BYTE.CLOSE_OBJECT) this.close(offset);
        else this.key(byte, offset);
        return;
      case KEY:
        this.key(byte, offset);
        return;
      case VALUE:
        this.value(byte, offset);
        return;
      default:
        if (byte === 0) count(this.facts.rawNuls, () => this.place(offset));
        this.fail("trailing-data", offset, "there is more text after the end of the JSON value");
    }
  }

  private comma(): void {
    this.state = this.stack.isInObject() ? KEY : VALUE;
  }

  private key(byte: number, offset: number): void {
    this.stack.forgetKey();
    if (byte !== BYTE.QUOTE) {
      this.unexpected(byte, offset, "a key in double quotes is missing here");
      return;
    }
    this.strings.begin(offset + 1);
    this.keyPieces = [];
    this.state = IN_KEY;
  }

  private value(byte: number, offset: number): void {
    if (this.stack.depth > 0 && !this.stack.isInObject()) this.stack.nextElement();
    if (this.stack.depth === 0) this.facts.root = rootKind(byte);
    this.facts.nodes += 1;
    if (this.facts.nodes > this.limits.nodes) {
      this.fail("too-many-nodes", offset, `it holds more than ${this.limits.nodes} values`);
      return;
    }
    if (this.stack.depth <= this.watcher.depth)
      this.watcher.valueStart(this.stack.depth, offset, byte, this.line, this.stack);
    if (byte === BYTE.QUOTE) {
      this.strings.begin(offset + 1);
      this.state = IN_STRING;
    } else if (byte === BYTE.OPEN_OBJECT) this.open(true, offset);
    else if (byte === BYTE.OPEN_ARRAY) this.open(false, offset);
    else if (byte === BYTE.MINUS || (byte >= BYTE.DIGIT_0 && byte <= BYTE.DIGIT_9)) {
      this.numbers.begin(byte);
      this.state = IN_NUMBER;
    } else if (byte === BYTE.T) this.beginLiteral("true");
    else if (byte === BYTE.F) this.beginLiteral("false");
    else if (byte === BYTE.N) this.beginLiteral("null");
    else this.unexpected(byte, offset, "a value is missing here");
  }

  private open(isObject: boolean, offset: number): void {
    if (this.stack.depth >= this.limits.depth) {
      this.fail("depth", offset, `it is nested deeper than ${this.limits.depth} levels`);
      return;
    }
    this.stack.open(isObject);
    if (this.stack.depth > this.facts.maxDepth) this.facts.maxDepth = this.stack.depth;
    this.state = isObject ? FIRST_KEY_OR_END : FIRST_ELEMENT_OR_END;
  }

  private close(offset: number): void {
    this.stack.close();
    this.endValue(offset + 1);
  }

  private endValue(byteEnd: number): void {
    if (this.stack.depth <= this.watcher.depth) this.watcher.valueEnd(this.stack.depth, byteEnd);
    this.state = this.stack.depth === 0 ? DONE : AFTER_VALUE;
  }

  private inString(chunk: Uint8Array, index: number): number {
    const next = this.strings.scan(chunk, index, this.base);
    const isFine = this.checkString(
      chunk,
      next,
      this.limits.stringBytes,
      "too-large",
      "one string is over the size cap of a field",
    );
    if (isFine && !this.strings.isOpen) this.endValue(this.base + next);
    return next;
  }

  private inKey(chunk: Uint8Array, index: number): number {
    const next = this.strings.scan(chunk, index, this.base);
    if (!this.checkString(chunk, next, this.limits.keyBytes, "key-too-long", "a key is over the size cap of a key"))
      return next;
    if (this.strings.isOpen) this.keyPieces.push(chunk.slice(index, next));
    else if (this.keyPieces.length === 0) this.endKey(chunk, index, next - 1, this.base + next);
    else {
      const raw = concatBytes([...this.keyPieces, chunk.subarray(index, next - 1)]);
      this.endKey(raw, 0, raw.length, this.base + next);
    }
    return next;
  }

  private endKey(bytes: Uint8Array, from: number, to: number, byteEnd: number): void {
    const isNew = this.stack.setKey(bytes, from, to, this.strings.needsDecoding);
    if (!isNew) count(this.facts.duplicateKeys, () => this.place(byteEnd - 1));
    this.state = COLON;
    if (this.stack.keyCount() > this.limits.keysPerObject)
      this.fail("too-many-nodes", byteEnd, `one object holds more than ${this.limits.keysPerObject} keys`);
  }

  /** False when the open or just closed string is refused: an illegal byte, or over its cap. */
  private checkString(chunk: Uint8Array, next: number, cap: number, code: ScanErrorCode, detail: string): boolean {
    const offset = this.base + next;
    const sizeBytes = offset - this.strings.startOffset - (this.strings.isOpen ? 0 : 1);
    if (this.strings.refusal !== null) this.unexpected(byteAt(chunk, next), offset, this.strings.refusal);
    else if (sizeBytes > cap) this.fail(code, this.strings.startOffset, detail);
    return this.state !== STOPPED;
  }

  private inNumber(chunk: Uint8Array, index: number): number {
    const next = this.numbers.scan(chunk, index);
    if (this.numbers.isOpen) return next;
    if (this.numbers.isComplete()) this.endNumber(this.base + next);
    else this.unexpected(byteAt(chunk, next), this.base + next, "a number is not complete here");
    return next;
  }

  private endNumber(byteEnd: number): void {
    if (this.numbers.isUnsafe()) count(this.facts.unsafeNumbers, () => this.place(byteEnd));
    this.endValue(byteEnd);
  }

  private beginLiteral(literal: string): void {
    this.literal = literal;
    this.literalAt = 1;
    this.state = IN_LITERAL;
  }

  private inLiteral(chunk: Uint8Array, index: number): number {
    const byte = byteAt(chunk, index);
    if (byte !== this.literal.charCodeAt(this.literalAt)) {
      this.unexpected(byte, this.base + index, "a word that JSON does not know stands here");
      return index;
    }
    this.literalAt += 1;
    if (this.literalAt === this.literal.length) this.endValue(this.base + index + 1);
    return index + 1;
  }

  private skipBom(chunk: Uint8Array): number {
    const index = this.bom.skip(chunk);
    this.facts.hasBom = this.bom.isWhole();
    if (this.bom.isBroken() && index < chunk.length) this.fail("syntax", 0, "the text does not begin with a value");
    return index;
  }

  private unexpected(byte: number, offset: number, detail: string): void {
    if (byte === 0) count(this.facts.rawNuls, () => this.place(offset));
    this.fail("syntax", offset, detail);
  }

  private fail(code: ScanErrorCode, offset: number, detail: string): void {
    if (this.state === STOPPED) return;
    this.state = STOPPED;
    this.error = { code, place: this.place(offset), detail };
  }

  private place(byteOffset: number): Place {
    return { byteOffset, line: this.line, path: this.stack.path() };
  }
}
