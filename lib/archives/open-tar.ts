import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { extract, type Header } from "tar-stream";
import { ArchiveFault, archiveProblem, checkEntryCount, type Entry } from "./archive.ts";

const LINKS = new Set(["link", "symlink"]);
const FILES = new Set(["file", "contiguous-file"]);
const MAX_NAME_UNITS = 1024;

/** The files of a tar as its bytes pass. Links, devices and the like are refused one by one; folders are passed over. */
export async function* openTar(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
  const tar = extract();
  const fed = pipeline(Readable.from(bytes, { objectMode: false }), tar);
  // Told by the iteration below; without a listener here Node would end the process first.
  fed.catch(() => {});
  let count = 0;
  try {
    for await (const entry of tar) {
      const { name, type } = labelOf(entry.header);
      checkEntryCount((count += 1));
      if (FILES.has(type)) {
        yield { type: "file", name, bytes: faulty(entry) };
      } else if (type !== "directory") yield { type: "refused", name, problem: refusal(type) };
      entry.resume();
    }
    await fed;
  } catch (error) {
    throw faultOf(error);
  } finally {
    tar.destroy();
  }
}

async function* faulty(chunks: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of chunks) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    throw faultOf(error);
  }
}

function labelOf({ name, type }: Header): { name: string; type: string } {
  // A kind the library does not know, such as a sparse file, has no bytes that could be trusted.
  return { name: name.slice(0, MAX_NAME_UNITS), type: type ?? "thing of an unknown kind" };
}

function refusal(type: string) {
  if (LINKS.has(type))
    return archiveProblem(
      "reject",
      "link-entry",
      "This is a link, which is not followed",
      "Send the file it points to.",
    );
  return archiveProblem("reject", "no-file", `This is no file but a ${type}`, "Leave it out.");
}

/** The library's message may hold names of the archive, so only the kind of fault is told. */
function faultOf(error: unknown): ArchiveFault {
  if (error instanceof ArchiveFault) return error;
  const reason = "This archive is damaged or cut off";
  return new ArchiveFault(archiveProblem("quarantine", "corrupt", reason, "Get it from its source again and send it."));
}
