import type { Entry, Source } from "./archive.ts";
import { openGzip } from "./open-gzip.ts";
import { openTar } from "./open-tar.ts";
import { openZip } from "./open-zip.ts";
import type { ArchiveKind } from "./sniff-archive.ts";

/**
 * Streams what an archive holds; nothing is written to disk and no name becomes a path. Throws `ArchiveFault` where it
 * cannot go on; entries before that stand.
 */
export function openArchive(kind: ArchiveKind, source: Source, name: string): AsyncGenerator<Entry> {
  if (kind === "zip") return openZip(source);
  return kind === "gzip" ? openGzip(source, name) : openTar(source.read());
}
