import { Readable } from "node:stream";
import yazl from "yazl";

export type ZipEntry = { name: string; sizeBytes: number; open: () => AsyncIterable<Uint8Array> };

/** The zip format's own zero, in the local time it is written in: the same bytes in every time zone. */
const FIXED_TIME = () => new Date(1980, 0, 1);
const MODE = 0o100644;

/** How long the zip of these files is, known before any of them is opened. */
export function zipSize(entries: readonly ZipEntry[]): Promise<number> {
  return new Promise((resolve) => build(entries, () => undefined).end(undefined, sizeCallback(resolve)));
}

/** yazl's types leave out what the callback is called with. */
function sizeCallback(resolve: (size: number) => void): () => void {
  return ((size: number) => resolve(size)) as () => void;
}

/**
 * The files as one zip, stored and not deflated, so that any range of it can be asked for again and is the same.
 * Opens one file at a time.
 */
export async function* readZip(
  entries: readonly ZipEntry[],
  range: { start: number; end: number } = { start: 0, end: Number.POSITIVE_INFINITY },
): AsyncGenerator<Uint8Array> {
  let source: Readable | null = null;
  const zip = build(entries, (entry, give) => {
    source = Readable.from(entry.open(), { objectMode: false });
    give(source);
  });
  const output = Readable.from(zip.outputStream, { objectMode: false });
  zip.on("error", (error) => output.destroy(error));
  zip.end();
  let at = 0;
  try {
    for await (const chunk of output) {
      const part: Uint8Array = chunk;
      const from = Math.max(range.start - at, 0);
      const to = Math.min(range.end - at, part.byteLength);
      if (from < to) yield part.subarray(from, to);
      at += part.byteLength;
      if (at >= range.end) return;
    }
  } finally {
    destroy(source);
  }
}

function build(entries: readonly ZipEntry[], open: (entry: ZipEntry, give: (stream: Readable) => void) => void) {
  const zip = new yazl.ZipFile();
  for (const entry of entries) {
    const options = {
      mtime: FIXED_TIME(),
      mode: MODE,
      compress: false,
      forceDosTimestamp: true,
      size: entry.sizeBytes,
    };
    zip.addReadStreamLazy(entry.name, options, (callback) => open(entry, (stream) => callback(null, stream)));
  }
  return zip;
}

function destroy(stream: Readable | null): void {
  stream?.destroy();
}
