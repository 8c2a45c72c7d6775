import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";
import yazl from "yazl";
import { ArchiveFault, type Source } from "./archive.ts";
import { openArchive } from "./open-archive.ts";
import { sniffArchive } from "./sniff-archive.ts";

const sourceOf = (bytes: Buffer, size = 1000): Source => ({
  sizeBytes: bytes.length,
  async *read(range = { start: 0, end: bytes.length }) {
    for (let at = range.start; at < range.end; at += size) yield bytes.subarray(at, Math.min(range.end, at + size));
  },
});

async function collect(readable: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of readable) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function zipOf(files: Record<string, string>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  return collect(zip.outputStream as Readable);
}

async function tarOf(add: (tar: ReturnType<typeof pack>) => void): Promise<Buffer> {
  const tar = pack();
  add(tar);
  tar.finalize();
  return collect(Readable.from(tar));
}

/** Everything that comes out: text of files, codes of what is refused, and the fault that ended it. */
async function open(bytes: Buffer, name = "runs.bin", isRead = true): Promise<string[]> {
  const kind = sniffArchive(bytes.subarray(0, 512));
  if (kind === null) return ["no archive"];
  const told: string[] = [];
  try {
    for await (const entry of openArchive(kind, sourceOf(bytes), name)) {
      if (entry.type === "refused") told.push(`${entry.name}: ${entry.problem.severity} ${entry.problem.code}`);
      else if (!isRead) told.push(entry.name);
      else {
        const parts: Uint8Array[] = [];
        for await (const part of entry.bytes) parts.push(part);
        const text = Buffer.concat(parts).toString();
        told.push(`${entry.name}: ${text.length > 40 ? `${text.length} bytes` : text}`);
      }
    }
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    told.push(`fault: ${error.problem.severity} ${error.problem.code}`);
  }
  return told;
}

const FILES = { "a.traj": "one", "deep/er/b.jsonl": "two", "empty.json": "" };
const TOLD = ["a.traj: one", "deep/er/b.jsonl: two", "empty.json: "];
const tarFiles = () =>
  tarOf((tar) => {
    for (const [name, text] of Object.entries(FILES)) tar.entry({ name }, text);
  });

describe("what an archive holds", () => {
  it("comes out of a zip, a tar, and both kinds of gzip", async () => {
    expect(await open(await zipOf(FILES))).toEqual(TOLD);
    const tar = await tarFiles();
    expect(await open(tar)).toEqual(TOLD);
    expect(await open(gzipSync(tar))).toEqual(TOLD);
    expect(await open(gzipSync(Buffer.from("a run")), "log.jsonl.gz")).toEqual(["log.jsonl: a run"]);
  });

  it("may be left unread", async () => {
    const names = Object.keys(FILES);
    expect(await open(await zipOf(FILES), "x", false)).toEqual(names);
    expect(await open(await tarFiles(), "x", false)).toEqual(names);
  });

  it("joins the members of a gzip", async () => {
    const bytes = Buffer.concat([gzipSync(Buffer.from("one ")), gzipSync(Buffer.from("two"))]);
    expect(await open(bytes, "x.gz")).toEqual(["x: one two"]);
  });

  it("is told by content: neither name nor one byte of it", async () => {
    expect(sniffArchive(Buffer.from('{"a": 1}'))).toBeNull();
    expect(sniffArchive(Buffer.from("PK is no zip"))).toBeNull();
    expect(sniffArchive(await zipOf({}))).toBe("zip");
  });
});

describe("names are labels", () => {
  const NAMES = [
    "../../etc/passwd",
    "/etc/passwd",
    "C:..\\x",
    "..%2f",
    "a\u0000b",
    "CON",
    "x.".repeat(3000),
    "\u00e9",
    "e\u0301",
  ];
  it.each(NAMES)("takes %j and opens nothing by it", async (name) => {
    const bytes = await tarOf((tar) => tar.entry({ name: `n${name}` }, "text"));
    const told = await open(bytes);
    expect(told).toHaveLength(1);
    expect(told[0]?.endsWith(": text")).toBe(true);
    expect((told[0] ?? "").length).toBeLessThanOrEqual(1024 + 6);
  });

  it("keeps a name of a zip that leaves its folder as a label", async () => {
    const bytes = await zipOf({ "aa/aa/etc": "x" });
    const hostile = Buffer.from(bytes.toString("latin1").replaceAll("aa/aa/etc", "../../etc"), "latin1");
    expect(await open(hostile)).toEqual(["../../etc: x"]);
  });
});

describe("what is refused", () => {
  it("links, devices and pipes of a tar, one by one", async () => {
    const bytes = await tarOf((tar) => {
      tar.entry({ name: "ok" }, "1");
      tar.entry({ name: "soft", type: "symlink", linkname: "/etc/passwd" });
      tar.entry({ name: "hard", type: "link", linkname: "ok" });
      tar.entry({ name: "dev", type: "character-device" });
      tar.entry({ name: "pipe", type: "fifo" });
      tar.entry({ name: "folder/", type: "directory" });
      tar.entry({ name: "later" }, "2");
    });
    expect(await open(bytes)).toEqual([
      "ok: 1",
      "soft: reject link-entry",
      "hard: reject link-entry",
      "dev: reject no-file",
      "pipe: reject no-file",
      "later: 2",
    ]);
  });

  it("a kind of entry that nobody knows, such as a sparse file", async () => {
    const bytes = await tarOf((tar) => tar.entry({ name: "sparse" }, ""));
    const before = bytes.subarray(0, 512).reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
    const sum = before - (bytes[156] ?? 0) + 0x53;
    bytes[156] = 0x53;
    bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    expect(await open(bytes)).toEqual(["sparse: reject no-file"]);
  });

  it("links of a zip", async () => {
    const zip = new yazl.ZipFile();
    zip.addBuffer(Buffer.from("/etc/passwd"), "link", { mode: 0o120777 });
    zip.addBuffer(Buffer.from("1"), "ok");
    zip.end();
    expect(await open(await collect(zip.outputStream as Readable))).toEqual(["link: reject link-entry", "ok: 1"]);
  });

  it("a bomb, before it has filled anything", async () => {
    const zeros = Buffer.alloc(80 * 1024 * 1024);
    expect(await open(gzipSync(zeros), "bomb.gz")).toEqual(["fault: reject too-large"]);
    const zip = new yazl.ZipFile();
    zip.addBuffer(zeros, "bomb");
    zip.end();
    expect(await open(await collect(zip.outputStream as Readable))).toEqual(["fault: reject too-large"]);
  });

  it("entries of a zip that share their bytes", async () => {
    const bytes = await zipOf({ a: "the same bytes for all of them", b: "x".repeat(9000) });
    const at = bytes.lastIndexOf(Buffer.from("PK\u0001\u0002", "latin1"));
    // The directory's second entry claims as many packed bytes as the whole file has, twice.
    bytes.writeUInt32LE(bytes.length, at + 20);
    const told = await open(bytes);
    expect(told.at(-1)).toBe("fault: reject too-large");
  });
});

describe("what is damaged", () => {
  it.each([0.3, 0.6, 0.95])("a part of %f of it", async (share) => {
    for (const whole of [await zipOf({ ...FILES, big: "x".repeat(5000) }), gzipSync(await tarFiles())]) {
      const told = await open(whole.subarray(0, Math.floor(whole.length * share)));
      expect(told.at(-1)).toBe("fault: quarantine corrupt");
    }
    const tar = await tarFiles();
    const cut = tar.subarray(0, 512 + Math.floor(300 * share));
    expect((await open(Buffer.from(cut))).at(-1)).toBe("fault: quarantine corrupt");
  });

  it("a flipped bit in the packed bytes", async () => {
    const bytes = await zipOf({ a: Array.from({ length: 3000 }, (_, index) => index * index).join() });
    bytes[200] = (bytes[200] ?? 0) ^ 0x10;
    expect((await open(bytes)).at(-1)).toBe("fault: quarantine corrupt");
    const zipped = gzipSync(Buffer.from(Array.from({ length: 3000 }, (_, index) => index * index).join()));
    zipped[200] = (zipped[200] ?? 0) ^ 0x10;
    expect((await open(zipped, "x.gz")).at(-1)).toBe("fault: quarantine corrupt");
  });

  it("a file of a zip that is not packed, by its checksum alone", async () => {
    const zip = new yazl.ZipFile();
    zip.addBuffer(Buffer.from("a run of plain text"), "a", { compress: false });
    zip.end();
    const bytes = await collect(zip.outputStream as Readable);
    bytes[bytes.indexOf("plain")] = 0x50;
    expect((await open(bytes)).at(-1)).toBe("fault: quarantine corrupt");
  });

  it("trailing garbage behind a gzip", async () => {
    const bytes = Buffer.concat([gzipSync(Buffer.from("one")), Buffer.from("garbage")]);
    expect((await open(bytes, "x.gz")).at(-1)).toBe("fault: quarantine corrupt");
  });

  it("never throws anything but a fault, wherever a bit flips", async () => {
    for (const whole of [await zipOf(FILES), await tarFiles(), gzipSync(await tarFiles())])
      for (let at = 0; at < whole.length; at += Math.max(1, Math.floor(whole.length / 200))) {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        await open(bytes);
      }
  });
});
