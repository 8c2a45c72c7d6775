import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { decodeView } from "../json/bytes.ts";

/** A field of a message as its wire type alone shows it; which number means what is the caller's. */
export type WireField = { no: number; bytes: Uint8Array | null; varint: bigint | null; fixed: DataView | null };

/**
 * The fields of one message, in order. Throws where the bytes are none, which the caller turns into one answer.
 * Authority: "Encoding" of the Protocol Buffers documentation.
 */
export function* fieldsOf(message: Uint8Array): Generator<WireField> {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [no, wire] = reader.tag();
    const field: WireField = { no, bytes: null, varint: null, fixed: null };
    if (wire === WireType.LengthDelimited) field.bytes = reader.bytes();
    else if (wire === WireType.Varint) field.varint = BigInt(reader.int64());
    else if (wire === WireType.Bit64) field.fixed = viewOf(reader.skip(wire, no));
    else reader.skip(wire, no);
    yield field;
  }
}

/** Every value of a repeated field of messages, texts or bytes. */
export function* repeated(message: Uint8Array, no: number): Generator<Uint8Array> {
  for (const field of fieldsOf(message)) if (field.no === no && field.bytes !== null) yield field.bytes;
}

export function textOf({ bytes }: WireField): string {
  return bytes === null ? "" : decodeView(bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
