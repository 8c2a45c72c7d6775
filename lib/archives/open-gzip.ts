import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ArchiveFault, archiveProblem, type Entry, RatioGuard, type Source } from "./archive.ts";
import { openTar } from "./open-tar.ts";
import { ARCHIVE_HEAD_BYTES, sniffArchive } from "./sniff-archive.ts";

/** What a gzip holds: the files of a tar, or the one file it was made of, named without its `.gz`. */
export async function* openGzip(source: Source, name: string): AsyncGenerator<Entry> {
  const bytes = unpack(source);
  const { head, rest } = await splitHead(bytes);
  if (sniffArchive(head) === "tar") yield* openTar(rest);
  else yield { type: "file", name: name.replace(/\.gz$/i, ""), bytes: rest };
}

async function* unpack(source: Source): AsyncGenerator<Uint8Array> {
  const guard = new RatioGuard();
  async function* packed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.read()) {
      guard.packed += chunk.length;
      yield chunk;
    }
  }
  const gunzip = createGunzip();
  const input = Readable.from(packed(), { objectMode: false });
  input.on("error", (error) => gunzip.destroy(error));
  try {
    yield* guard.watch(input.pipe(gunzip));
  } catch (error) {
    if (error instanceof ArchiveFault) throw error;
    const reason = "This gzip is damaged or cut off";
    throw new ArchiveFault(
      archiveProblem("quarantine", "corrupt", reason, "Get it from its source again and send it."),
    );
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

/** The first bytes of a stream, and the whole stream again. */
async function splitHead(
  bytes: AsyncGenerator<Uint8Array>,
): Promise<{ head: Uint8Array; rest: AsyncGenerator<Uint8Array> }> {
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < ARCHIVE_HEAD_BYTES) {
    const next = await bytes.next();
    if (next.done) break;
    first.push(next.value);
    size += next.value.length;
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    yield* first;
    yield* bytes;
  }
  return { head: Buffer.concat(first), rest: rest() };
}
