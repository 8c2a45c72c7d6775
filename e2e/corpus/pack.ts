import { Readable } from "node:stream";
import { type Header, pack } from "tar-stream";
import yazl from "yazl";

type Packed = readonly (readonly [name: string, content: string | Uint8Array])[];

export async function zipOf(files: Packed, mode?: number): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  // The library refuses names that leave their folder, so they are written over afterwards, byte for byte.
  const stands = files.map(([name], at) => String(at).padStart(Buffer.byteLength(name), "_"));
  for (const [at, [, content]] of files.entries())
    zip.addBuffer(Buffer.from(content), stands[at] ?? "", {
      mtime: new Date(0),
      ...(mode === undefined ? {} : { mode }),
    });
  zip.end();
  const bytes = await collected(Readable.from(zip.outputStream));
  for (const [at, [name]] of files.entries()) overwrite(bytes, Buffer.from(stands[at] ?? ""), Buffer.from(name));
  return bytes;
}

export async function tarOf(
  entries: readonly (readonly [Partial<Header> & { name: string }, string])[],
): Promise<Buffer> {
  const tar = pack();
  for (const [header, content] of entries) tar.entry({ mtime: new Date(0), ...header }, content);
  tar.finalize();
  return collected(Readable.from(tar));
}

/** Writes a number into a field of a tar's header, at this offset, and mends the checksum. */
export function withHeader(tar: Buffer, header: number, offset: number, field: Uint8Array): Buffer {
  const bytes = Buffer.from(tar);
  bytes.set(field, header + offset);
  bytes.fill(0x20, header + 148, header + 156);
  const sum = bytes.subarray(header, header + 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, header + 148, "latin1");
  return bytes;
}

const HEADERS = [
  { mark: Buffer.from("PK\u0003\u0004", "latin1"), nameAt: 30 },
  { mark: Buffer.from("PK\u0001\u0002", "latin1"), nameAt: 46 },
];

/** Writes a name over another of the same length, in the headers of its file and of the directory. */
function overwrite(zip: Buffer, from: Buffer, to: Buffer): void {
  for (const { mark, nameAt } of HEADERS)
    for (let at = zip.indexOf(mark); at >= 0; at = zip.indexOf(mark, at + mark.length))
      if (zip.subarray(at + nameAt, at + nameAt + from.length).equals(from)) zip.set(to, at + nameAt);
}

async function collected(readable: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of readable) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
