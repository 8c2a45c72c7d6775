import { gzipSync } from "node:zlib";
import { bomb, chat, corrupt, MIB, of, open, stored } from "./archive-words.ts";
import type { FileInput } from "./input.ts";
import { tarOf, withHeader, zipOf } from "./pack.ts";

function gzips(): FileInput[] {
  const whole = gzipSync(Array.from({ length: 60 }, (_, at) => chat(`D2 ${at}`)).join("\n"));
  const cut = (share: number) => whole.subarray(0, Math.floor(whole.length * share));
  const flipped = (at: number) => Buffer.from(whole.map((byte, index) => (index === at ? byte ^ 0x55 : byte)));
  return [
    ...[0.05, 0.3, 0.6, 0.9, 0.99].map((share) =>
      of("D2", `a gzip cut at ${share}`, "cut.jsonl.gz", () => cut(share), corrupt),
    ),
    of("D2", "a wrong CRC", "crc.jsonl.gz", () => flipped(whole.length - 6), corrupt),
    of("D2", "a wrong length", "length.jsonl.gz", () => flipped(whole.length - 2), corrupt),
    of("D2", "a byte that is wrong", "byte.jsonl.gz", () => flipped(Math.floor(whole.length / 2)), corrupt),
    of(
      "D2",
      "garbage behind it",
      "tail.jsonl.gz",
      () => Buffer.concat([gzipSync(chat("D2 tail")), Buffer.from("garbage")]),
      corrupt,
    ),
    of(
      "D2",
      "two members",
      "two.jsonl.gz",
      () => Buffer.concat([gzipSync(chat("D2 two").slice(0, 30)), gzipSync(chat("D2 two").slice(30))]),
      open(stored),
    ),
    of("D2", "an empty gzip", "none.jsonl.gz", () => gzipSync(""), open(["rejected", "empty"])),
    of("D2", "only the first two bytes", "head.gz", () => Uint8Array.of(0x1f, 0x8b), corrupt),
  ];
}

function bombs(): FileInput[] {
  const zeros = () => Buffer.alloc(80 * MIB);
  const nested = () =>
    Array.from({ length: 10 }).reduce<Buffer>((inner) => gzipSync(inner), Buffer.from(chat("D3 nested")));
  return [
    of("D3", "a gzip of zeros", "bomb.gz", () => gzipSync(zeros()), bomb),
    of("D3", "a gzip of spaces", "spaces.json.gz", () => gzipSync(Buffer.alloc(80 * MIB, 0x20)), bomb),
    of("D3", "a zip of zeros", "bomb.zip", () => zipOf([["zeros.json", zeros()]]), bomb),
    of("D3", "ten gzips inside of each other", "nested.gz", nested, open(["rejected", "nested-archive"])),
    of(
      "D3",
      "a zip in a zip",
      "outer.zip",
      async () => zipOf([["inner.zip", await zipOf([["a.jsonl", chat("D3 inner")]])]]),
      open(["rejected", "nested-archive"]),
    ),
    of("D3", "entries that share their bytes", "overlap.zip", async () => overlapping(), { ...bomb, beside: 1 }),
  ];
}

const CENTRAL = Buffer.from("PK\u0001\u0002", "latin1");

/** A zip whose directory says the second file is as large as all of it. */
async function overlapping(): Promise<Buffer> {
  const zip = await zipOf([
    ["a.json", "the same bytes for all of them"],
    ["b.json", "x".repeat(9000)],
  ]);
  zip.writeUInt32LE(zip.length, zip.lastIndexOf(CENTRAL) + 20);
  return zip;
}

async function patched(patch: (zip: Buffer, central: number) => void, content = chat("D4")): Promise<Buffer> {
  const zip = await zipOf([["run.jsonl", content]]);
  patch(zip, zip.indexOf(CENTRAL));
  return zip;
}

function zips(): FileInput[] {
  const locked = (zip: Buffer, at: number) => {
    zip.writeUInt16LE(zip.readUInt16LE(at + 8) | 1, at + 8);
    zip.writeUInt16LE(zip.readUInt16LE(6) | 1, 6);
  };
  return [
    of("D4", "a zip with a password", "locked.zip", () => patched(locked), open(["rejected", "encrypted"])),
    of(
      "D4",
      "a packing nobody reads",
      "odd.zip",
      () => patched((zip, at) => zip.writeUInt16LE(99, at + 10)),
      open(["rejected", "packing-unknown"]),
    ),
    of(
      "D4",
      "a directory that gives a wrong CRC",
      "crc.zip",
      () => patched((zip, at) => zip.writeUInt32LE(7, at + 16)),
      corrupt,
    ),
    of(
      "D4",
      "a directory that gives a wrong size",
      "size.zip",
      () => patched((zip, at) => zip.writeUInt32LE(3, at + 24)),
      corrupt,
    ),
    of(
      "D4",
      "a directory that points elsewhere",
      "far.zip",
      () => patched((zip, at) => zip.writeUInt32LE(5, at + 42)),
      corrupt,
    ),
    of(
      "D4",
      "sizes of zip64 that are not there",
      "lies.zip",
      () => patched((zip, at) => zip.writeUInt32LE(0xffffffff, at + 24)),
      corrupt,
    ),
    of("D4", "a directory that is cut off", "cut.zip", () => patched((zip, at) => zip.fill(0, at + 30)), corrupt),
    of(
      "D4",
      "a count of files that is wrong",
      "count.zip",
      () => patched((zip) => zip.writeUInt16LE(9, zip.length - 12), '{"D4":1}'),
      { ...corrupt, beside: 1 },
    ),
    of("D4", "a million files", "million.zip", () => millionFiles(), bomb, { isLong: true, withinMs: 30_000 }),
  ];
}

/** A zip64 directory that says it holds a million files. */
async function millionFiles(): Promise<Buffer> {
  const zip = await zipOf([["a.json", "{}"]]);
  const end = zip.length - 22;
  const at = zip.readUInt32LE(end + 16);
  const entry = zip.subarray(at, end);
  const count = 1_000_000;
  const directory = Buffer.concat([zip.subarray(0, at), Buffer.alloc(entry.length * count, entry)]);
  const size = BigInt(entry.length * count);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(BigInt(count), 24);
  end64.writeBigUInt64LE(BigInt(count), 32);
  end64.writeBigUInt64LE(size, 40);
  end64.writeBigUInt64LE(BigInt(at), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directory.length), 8);
  locator.writeUInt32LE(1, 16);
  const tail = Buffer.from(zip.subarray(end));
  tail.writeUInt16LE(0xffff, 8);
  tail.writeUInt16LE(0xffff, 10);
  tail.writeUInt32LE(0xffffffff, 12);
  tail.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([directory, end64, locator, tail]);
}

const link = ["rejected", "link-entry"] as const;
const noFile = ["rejected", "no-file"] as const;

function links(): FileInput[] {
  const file = (label: string) => [{ name: `${label}.jsonl` }, chat(`D6 ${label}`)] as const;
  const entry = (
    name: string,
    type: "symlink" | "link" | "character-device" | "block-device" | "fifo",
    linkname?: string,
  ) => [{ name, type, linkname }, ""] as const;
  return [
    of(
      "D6",
      "a link",
      "soft.tar",
      () => tarOf([file("soft"), entry("l", "symlink", "/etc/passwd")]),
      open(stored, link),
    ),
    of(
      "D6",
      "a hard link",
      "hard.tar",
      () => tarOf([file("hard"), entry("l", "link", "hard.jsonl")]),
      open(stored, link),
    ),
    of(
      "D6",
      "a hard link through a link",
      "chain.tar",
      () => tarOf([entry("d", "symlink", ".."), entry("l", "link", "d/x"), file("chain")]),
      open(link, link, stored),
    ),
    of(
      "D6",
      "a file below a link",
      "below.tar",
      () => tarOf([entry("d", "symlink", "/tmp"), [{ name: "d/x.jsonl" }, chat("D6 below")]]),
      open(link, stored),
    ),
    of(
      "D6",
      "a link on another drive",
      "drive.tar",
      () => tarOf([entry("l", "symlink", "C:../x"), file("drive")]),
      open(link, stored),
    ),
    of(
      "D6",
      "a device",
      "device.tar",
      () => tarOf([entry("c", "character-device"), entry("b", "block-device"), file("device")]),
      open(noFile, noFile, stored),
    ),
    of("D6", "a pipe", "pipe.tar", () => tarOf([entry("p", "fifo"), file("pipe")]), open(noFile, stored)),
    of(
      "D6",
      "a sparse file",
      "sparse.tar",
      async () => withHeader(await tarOf([[{ name: "s" }, ""], file("sparse")]), 0, 156, Buffer.from("S")),
      open(noFile, stored),
    ),
    of("D6", "a link in a zip", "soft.zip", () => zipOf([["l", "/etc/passwd"]], 0o120777), open(link)),
  ];
}

function tarSizes(): FileInput[] {
  const whole = () => tarOf([[{ name: "a.jsonl" }, chat("D7")]]);
  const sized = async (field: Uint8Array) => withHeader(await whole(), 0, 124, field);
  const pax = async (records: string) => {
    const head = await tarOf([[{ name: "PaxHeader" }, records]]);
    const extended = withHeader(head.subarray(0, 1024), 0, 156, Buffer.from("x"));
    return Buffer.concat([extended, await whole()]);
  };
  const record = (key: string, value: string) => {
    const rest = ` ${key}=${value}\n`;
    const length = rest.length + String(rest.length + 2).length;
    return `${length}${rest}`;
  };
  const minus = Buffer.alloc(12, 0xff);
  const huge = Buffer.concat([Buffer.of(0x80, 0, 0, 0, 0x7f), Buffer.alloc(7, 0xff)]);
  return [
    of("D7", "a size of -1", "minus.tar", () => sized(minus), { ...corrupt, beside: 1 }),
    of("D7", "a size of 8 EB", "huge.tar", () => sized(huge), corrupt),
    of("D7", "a size that is no number", "words.tar", () => sized(Buffer.from("lots of it!\0")), corrupt),
    of("D7", "a size beyond the end", "beyond.tar", () => sized(Buffer.from("00000777777\0")), corrupt),
    of(
      "D7",
      "a PAX header that gives another path",
      "path.tar",
      () => pax(record("path", "../../etc/cron")),
      open(stored),
    ),
    of(
      "D7",
      "a PAX header that gives another size",
      "size.tar",
      () => pax(record("size", "99999999999999999999")),
      corrupt,
    ),
    of("D7", "a PAX header that gives a size of -1", "less.tar", () => pax(record("size", "-1")), corrupt),
    of(
      "D7",
      "a wrong checksum",
      "sum.tar",
      async () => Buffer.from((await whole()).map((byte, at) => (at === 0 ? byte ^ 1 : byte))),
      corrupt,
    ),
  ];
}

export const ARCHIVES: readonly FileInput[] = [gzips, bombs, zips, links, tarSizes].flatMap((row) => row());
