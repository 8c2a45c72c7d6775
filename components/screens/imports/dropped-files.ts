/** A file with the name it is known by: inside a folder its path from there on. */
export type NamedFile = { file: File; name: string };

/** What a person chose in a dialog. */
export function chosenFiles(list: Iterable<File>): NamedFile[] {
  return [...list].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
}

/**
 * The files of a drop, those in folders too, however deep. The browser forgets a drop when the event is over, so its
 * entries are taken before anything is waited for.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<NamedFile[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const roots = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: NamedFile[] = [];
  for (const { entry, file } of roots) {
    if (entry?.isDirectory) for await (const inner of filesBelow(entry)) found.push(inner);
    else if (file) found.push({ file, name: file.name });
  }
  return found;
}

async function* filesBelow(root: FileSystemEntry): AsyncGenerator<NamedFile> {
  const waiting = [root];
  for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
    if (isFile(entry)) yield { file: await fileOf(entry), name: entry.fullPath.replace(/^\//, "") };
    else if (isDirectory(entry)) waiting.unshift(...(await entriesOf(entry)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader gives its entries a hundred at a time, and an empty list at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all.sort((a, b) => (a.name < b.name ? -1 : 1));
    all.push(...some);
  }
}
