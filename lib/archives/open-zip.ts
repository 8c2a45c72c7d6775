import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import yauzl from "yauzl";
import { ArchiveFault, archiveProblem, checkEntryCount, type Entry, RatioGuard, type Source } from "./archive.ts";

const SYMLINK = 0o120000;
const FILE_TYPE = 0o170000;
/** A name longer than this is cut: it is shown, never opened. */
const MAX_NAME_UNITS = 1024;

/**
 * The files of a zip, in the order of its directory. Sizes are believed only as far as the data bears them out; entries
 * that share bytes, as in a bomb, make the whole archive refused before anything is read.
 */
export async function* openZip(source: Source): AsyncGenerator<Entry> {
  const zip = await openDirectory(source);
  const guard = new RatioGuard();
  guard.packed = source.sizeBytes;
  try {
    checkEntryCount(zip.entryCount);
    let claimed = 0;
    for await (const entry of entriesOf(zip)) {
      claimed += entry.compressedSize;
      if (claimed > source.sizeBytes) throw overlapping();
      const name = nameOf(entry);
      if (name.endsWith("/")) continue;
      const problem = refusal(entry);
      if (problem) yield { type: "refused", name, problem };
      else yield { type: "file", name, bytes: guard.watch(dataOf(zip, entry)) };
    }
  } finally {
    zip.close();
  }
}

async function openDirectory(source: Source): Promise<yauzl.ZipFile> {
  try {
    // Names are decoded here and checked nowhere: none of them becomes a path.
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    return await yauzl.fromRandomAccessReaderPromise(new RangeReader(source), source.sizeBytes, options);
  } catch (error) {
    throw corrupt(error);
  }
}

async function* entriesOf(zip: yauzl.ZipFile): AsyncGenerator<yauzl.Entry> {
  const entries = zip.eachEntry();
  for (;;) {
    const next = await entries.next().catch((error: unknown) => {
      throw corrupt(error);
    });
    if (next.done) return;
    yield next.value;
  }
}

async function* dataOf(zip: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Uint8Array> {
  try {
    let sum = 0;
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      const bytes = asBytes(chunk);
      sum = crc32(bytes, sum);
      yield bytes;
    }
    // The library checks the size alone.
    if (sum !== entry.crc32) throw corrupt(null);
  } catch (error) {
    throw error instanceof ArchiveFault ? error : corrupt(error);
  }
}

/** A stream of bytes gives nothing else; Node's type of it does not say so. */
function asBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError("a zip gave something that is no bytes");
}

function refusal(entry: yauzl.Entry) {
  const mode = entry.externalFileAttributes >>> 16;
  if ((mode & FILE_TYPE) === SYMLINK)
    return archiveProblem(
      "reject",
      "link-entry",
      "This is a link, which is not followed",
      "Send the file it points to.",
    );
  if (entry.isEncrypted())
    return archiveProblem("reject", "encrypted", "This file is locked with a password", "Send it without one.");
  if (!entry.canDecodeFileData())
    return archiveProblem(
      "reject",
      "packing-unknown",
      `This file is packed by method ${entry.compressionMethod}, which is not read here`,
      "Pack it with deflate, as zip does by default.",
    );
  return null;
}

function nameOf(entry: yauzl.Entry): string {
  const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
  return yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false).slice(0, MAX_NAME_UNITS);
}

function overlapping(): ArchiveFault {
  const reason = "Files in this archive share the same bytes, as in one made to fill a disk";
  return new ArchiveFault(archiveProblem("reject", "too-large", reason, "Send the files themselves."));
}

/** The library's message may hold names of the archive, so only the kind of fault is told. */
function corrupt(error: unknown): ArchiveFault {
  if (error instanceof ArchiveFault) return error;
  const reason = "This archive is damaged or cut off";
  return new ArchiveFault(archiveProblem("quarantine", "corrupt", reason, "Get it from its source again and send it."));
}

/** yauzl reads ranges as streams. */
class RangeReader extends yauzl.RandomAccessReader {
  constructor(private readonly source: Source) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.source.read({ start, end }), { objectMode: false });
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}
