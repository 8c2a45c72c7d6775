import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { studioPaths } from "./studio-folder.ts";

/** A process with the moment of its birth: a pid alone may be somebody else's by now. */
const ProcessSchema = z.object({ name: z.string(), pid: z.number().int(), birth: z.string().nullable() });

const StudioFileSchema = z.object({
  pid: z.number().int(),
  url: z.string(),
  ownerUrl: z.string(),
  appUrl: z.string(),
  children: z.array(ProcessSchema),
});

/** `studio.json`: what a second start and the other commands need to know about the running studio. */
export type StudioFile = z.infer<typeof StudioFileSchema>;
export type StudioProcess = z.infer<typeof ProcessSchema>;

/** The file of the last start, or null; whether that studio still lives is for the lock to say. */
export function readStudioFile(dataDir: string): StudioFile | null {
  try {
    return StudioFileSchema.parse(JSON.parse(readFileSync(studioPaths(dataDir).state, "utf8")));
  } catch {
    return null;
  }
}

/** Written beside and renamed, so a reader never sees half of it. It holds addresses with passwords: 0600. */
export function writeStudioFile(dataDir: string, state: StudioFile): void {
  const file = studioPaths(dataDir).state;
  const draft = `${file}.new-${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

export function removeStudioFile(dataDir: string): void {
  rmSync(studioPaths(dataDir).state, { force: true });
}
