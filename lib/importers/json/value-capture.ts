import { BYTE, concatBytes } from "./bytes.ts";
import type { ContainerStack } from "./container-stack.ts";
import type { DocumentList, DocumentPlan, DocumentSkip, DocumentValue } from "./document-plan.ts";
import type { Place } from "./scan-facts.ts";
import type { ScanWatcher } from "./scan-watcher.ts";

type CapturedPart = DocumentValue | DocumentList | DocumentSkip;
type OpenValue = Omit<DocumentValue, "type" | "byteEnd" | "bytes"> & {
  level: number;
  line: number;
  isSkipped: boolean;
};

const MEMBER_LEVEL = 1;
const ELEMENT_LEVEL = 2;

/** Cuts the planned sub-values out of the passing chunks; holds the bytes of at most one of them. */
export class ValueCapture implements ScanWatcher {
  readonly depth = ELEMENT_LEVEL;
  readonly keyDepth = MEMBER_LEVEL;
  /** Where the value began that outgrew `recordBytes`. */
  tooLarge: Place | null = null;

  private parts: CapturedPart[] = [];
  private value: OpenValue | null = null;
  private list: DocumentList | null = null;
  private pieces: Uint8Array[] = [];
  private heldBytes = 0;
  private chunk: Uint8Array = new Uint8Array();
  private chunkStart = 0;

  constructor(
    private readonly plan: DocumentPlan,
    private readonly recordBytes: number,
  ) {}

  beginChunk(chunk: Uint8Array): void {
    this.chunk = chunk;
  }

  /** Keeps what the open value has in this chunk. A copy: producers may use their buffer again. */
  endChunk(): void {
    const { value } = this;
    if (value !== null && !value.isSkipped) {
      const piece = this.chunk.slice(Math.max(0, value.byteStart - this.chunkStart));
      this.pieces.push(piece);
      this.heldBytes += piece.length;
      this.checkSize(value, this.heldBytes);
    }
    this.chunkStart += this.chunk.length;
  }

  /** Hands over the parts that ended at or before `byteEnd`, and forgets the rest. */
  take(byteEnd: number): CapturedPart[] {
    const taken = this.parts.filter((part) => part.byteEnd <= byteEnd);
    this.parts = [];
    return taken;
  }

  valueStart(level: number, byteStart: number, firstByte: number, line: number, stack: ContainerStack): void {
    if (level === 0 || this.value !== null) return;
    if (level === MEMBER_LEVEL) this.startMember(byteStart, firstByte, line, stack);
    else if (this.list !== null) this.startElement(this.list.key, stack.indexAt(level), level, byteStart, line);
  }

  valueEnd(level: number, byteEnd: number): void {
    if (this.value !== null && this.value.level === level) this.endCaptured(this.value, byteEnd);
    else if (this.list !== null && level === MEMBER_LEVEL) {
      this.parts.push({ ...this.list, byteEnd });
      this.list = null;
    }
  }

  private startMember(byteStart: number, firstByte: number, line: number, stack: ContainerStack): void {
    const key = stack.keyAt(MEMBER_LEVEL);
    if (key === null) {
      if (this.plan.rootElements) this.startElement(null, stack.indexAt(MEMBER_LEVEL), MEMBER_LEVEL, byteStart, line);
      return;
    }
    const path = stack.path() ?? "";
    const plan = this.plan.member(key);
    if (plan === "elements" && firstByte === BYTE.OPEN_ARRAY)
      this.list = { type: "list", path, key, length: 0, byteStart, byteEnd: byteStart };
    else this.value = { path, key, index: null, byteStart, level: MEMBER_LEVEL, line, isSkipped: plan === "skip" };
  }

  private startElement(key: string | null, index: number, level: number, byteStart: number, line: number): void {
    if (this.list !== null) this.list.length = index + 1;
    const path = `${this.list?.path ?? ""}[${index}]`;
    this.value = { path, key, index, byteStart, level, line, isSkipped: false };
  }

  private endCaptured(value: OpenValue, byteEnd: number): void {
    this.value = null;
    const { path, key, index, byteStart } = value;
    if (value.isSkipped) {
      this.parts.push({ type: "skipped", path, key: key ?? "", byteStart, byteEnd });
      return;
    }
    this.checkSize(value, byteEnd - byteStart);
    const from = Math.max(0, byteStart - this.chunkStart);
    const bytes = concatBytes([...this.pieces, this.chunk.subarray(from, byteEnd - this.chunkStart)]);
    this.pieces = [];
    this.heldBytes = 0;
    if (this.tooLarge === null) this.parts.push({ type: "value", path, key, index, byteStart, byteEnd, bytes });
  }

  private checkSize(value: OpenValue, sizeBytes: number): void {
    if (sizeBytes <= this.recordBytes || this.tooLarge !== null) return;
    this.tooLarge = { byteOffset: value.byteStart, line: value.line, path: value.path };
  }
}
