import { gzipSync } from "node:zlib";
import { binary, chat, MIB, of, open, stored } from "./archive-words.ts";
import type { FileInput } from "./input.ts";
import { tarOf, zipOf } from "./pack.ts";
import { run } from "./runs.ts";

const bytes = (...values: number[]) => Uint8Array.from([...values, ...Array.from({ length: 32 }, (_, at) => at)]);
const FOREIGN: readonly (readonly [string, string, Uint8Array])[] = [
  ["a PNG", "run.json", bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  ["a JPEG", "run.jsonl", bytes(0xff, 0xd8, 0xff, 0xe0)],
  ["a GIF", "run.traj", bytes(0x47, 0x49, 0x46, 0x38, 0x39, 0x61)],
  ["a PDF", "run.json", Buffer.from("%PDF-1.7\n%\u00e2\u00e3\n1 0 obj")],
  ["a program of Linux", "run", bytes(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1)],
  ["a program of Windows", "run.json", bytes(0x4d, 0x5a, 0x90, 0x00, 3)],
  ["a zstd", "run.jsonl", bytes(0x28, 0xb5, 0x2f, 0xfd)],
  ["an xz", "run.jsonl", bytes(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)],
  ["a Parquet", "run.parquet", bytes(0x50, 0x41, 0x52, 0x31)],
  ["an SQLite", "run.db", Buffer.from("SQLite format 3\0....")],
];

function contents(): FileInput[] {
  return [
    ...FOREIGN.map(([what, name, content]) => of("D1", `${what} under ${name}`, name, () => content, binary)),
    of("D1", "a gzip under .json", "run.json", () => gzipSync(chat("D1 gzip")), open(stored)),
    of("D1", "a zip under .json", "run.json", () => zipOf([["a.jsonl", chat("D1 zip")]]), open(stored)),
    of("D1", "a tar under .traj", "run.traj", () => tarOf([[{ name: "a.jsonl" }, chat("D1 tar")]]), open(stored)),
    of("D1", "JSON under .gz", "run.jsonl.gz", () => chat("D1 json"), { end: "keep" }),
    of("D1", "no ending", "run", () => chat("D1 none"), { end: "keep" }),
    of("D1", "two endings", "run.jsonl.html", () => chat("D1 two"), { end: "keep" }),
    of(
      "D1",
      "random bytes",
      "run.json",
      () => Uint8Array.from({ length: 4096 }, (_, at) => (at * 7919 + (at >> 3) * 104_729 + 37) & 0xff),
      { end: "quar", code: "not-a-run" },
    ),
  ];
}

const HOSTILE_NAMES: readonly string[] = [
  "../../etc/passwd",
  "/etc/passwd",
  "C:..\\x",
  "C:\\x",
  "\\\\host\\share",
  "..%2f..%2fx",
  "....//x",
  "a\0b.jsonl",
  "n".repeat(4096),
  // Letters that no index packs smaller.
  String.fromCodePoint(...Array.from({ length: 1024 }, (_, at) => 0x4e00 + ((at * 7919) % 20_000))),
  "CON",
  "NUL.jsonl",
  "dot.",
  " blank ",
  "caf\u00e9",
  "cafe\u0301",
  "run.JSONL",
  "run.jsonl",
  ".",
  "..",
  "a/../../b",
  "~/x",
  "$(id)",
  "<img src=x>.jsonl",
  "\r\nSet-Cookie: a=b",
  "\u202egpj.x",
  "__proto__",
  "constructor",
];

function names(): FileInput[] {
  const label = (name: string, kind: string) => `D5 ${kind} ${name.slice(0, 40)} ${name.length}`;
  return [
    ...HOSTILE_NAMES.map((name, at) =>
      of("D5", `name ${at} of an upload`, name.slice(0, 1024), () => chat(label(name, "upload")), { end: "keep" }),
    ),
    ...HOSTILE_NAMES.map((name, at) =>
      of("D5", `name ${at} in a tar`, "names.tar", () => tarOf([[{ name }, chat(label(name, "tar"))]]), open(stored)),
    ),
    ...HOSTILE_NAMES.map((name, at) =>
      of("D5", `name ${at} in a zip`, "names.zip", () => zipOf([[name, chat(label(name, "zip"))]]), open(stored)),
    ),
    of(
      "D5",
      "twins by case and by form",
      "twins.zip",
      () =>
        zipOf([
          ["A.jsonl", chat("D5 A")],
          ["a.jsonl", chat("D5 a")],
          ["\u00e9", chat("D5 c")],
          ["e\u0301", chat("D5 d")],
        ]),
      open(stored, stored, stored, stored),
    ),
    of(
      "D5",
      "one name for two files",
      "same.zip",
      () =>
        zipOf([
          ["a.jsonl", chat("D5 first")],
          ["a.jsonl", chat("D5 second")],
        ]),
      open(stored, stored),
    ),
  ];
}

function images(): FileInput[] {
  const png = (width: number, height: number) => {
    const head = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
    const size = Buffer.alloc(8);
    size.writeUInt32BE(width, 0);
    size.writeUInt32BE(height, 4);
    return Buffer.concat([head, size, Buffer.from("0802000000", "hex")]);
  };
  const avif = Buffer.concat([Buffer.from("0000001c", "hex"), Buffer.from("ftypavif\0\0\0\0avifmif1miaf")]);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const uri = (type: string, data: string) =>
    run("chat", `D9 ${type} ${data.length}`, { text: `data:${type};base64,${data}` });
  return [
    of("D8", "65,535 by 65,535 pixels", "big.png", () => png(65_535, 65_535), binary),
    of(
      "D8",
      "a PNG with a packed text",
      "text.png",
      () => Buffer.concat([png(1, 1), Buffer.from("zTXt"), gzipSync(Buffer.alloc(MIB))]),
      binary,
    ),
    of(
      "D8",
      "JPEG and page in one",
      "page.html",
      () => Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.from("<script>alert(1)</script>")]),
      binary,
    ),
    of(
      "D8",
      "a JPEG with a place in it",
      "exif.jpg",
      () => Buffer.concat([Buffer.from("ffd8ffe1", "hex"), Buffer.from("Exif\0\0GPSLatitude")]),
      binary,
    ),
    of("D8", "an AVIF", "image.avif", () => avif, binary),
    of("D8", "an SVG with a script", "image.svg", () => svg, { end: "quar", code: "not-a-run" }),
    of("D9", "an image of no bytes in a run", "chat.jsonl", () => uri("image/png", ""), { end: "keep" }),
    of("D9", "an image that is none", "chat.jsonl", () => uri("image/png", "AAAA"), { end: "keep" }),
    of("D9", "a type with markup", "chat.jsonl", () => uri("text/html", "PHNjcmlwdD4="), { end: "keep" }),
    of("D9", "an image of 1 MB", "chat.jsonl", () => uri("image/png", "A".repeat(MIB)), { end: "keep" }),
    of(
      "D9",
      "an image of 30 MB",
      "chat.jsonl",
      () => uri("image/png", "A".repeat(30 * MIB)),
      { end: "keep" },
      { isLong: true, withinMs: 20_000 },
    ),
  ];
}

export const FOREIGNERS: readonly FileInput[] = [contents, names, images].flatMap((row) => row());
