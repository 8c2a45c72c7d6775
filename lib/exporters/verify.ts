import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { byCodeUnit } from "./json-text.ts";
import { MANIFEST_FILE, Manifest } from "./manifest.ts";
import { RECEIPT_FILE, Receipt } from "./receipt.ts";
import { type ScannedFile, scanFile } from "./scan-file.ts";
import { readSums, SUMS_FILE } from "./sums.ts";

export type Verification = {
  /** Files that were read, SHA256SUMS and receipt.json included. */
  files: number;
  bytes: number;
  /** Rows of the data files, counted. */
  rows: number;
  contentSha256: string | null;
  /** Everything that does not hold, one sentence each; empty means the folder is what was exported. */
  faults: string[];
};

type Found = Map<string, ScannedFile>;

/**
 * Checks a folder that an export wrote, with nothing but the folder: hashes, bytes, rows, counts that reconcile, files
 * that are missing or do not belong. Reads every file once, as a stream. Throws `invalid_input` when there is no folder.
 */
export async function verifyFolder(dir: string): Promise<Verification> {
  const faults: string[] = [];
  const found = await scanFolder(dir, faults);
  const sums = await checkSums(dir, found, faults);
  const manifest = await readDocument(dir, found, MANIFEST_FILE, Manifest, faults);
  if (manifest) checkManifest(manifest, sums, found, faults);
  const receipt = await readDocument(dir, found, RECEIPT_FILE, Receipt, faults);
  const contentSha256 = found.get(SUMS_FILE)?.sha256 ?? null;
  if (receipt && contentSha256 !== null && receipt.contentSha256 !== contentSha256)
    faults.push(`${RECEIPT_FILE} was written for another export: its contentSha256 is not the sha256 of ${SUMS_FILE}.`);
  const scanned = [...found.values()];
  return {
    files: scanned.length,
    bytes: scanned.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: (manifest?.files ?? []).reduce((sum, { name }) => sum + (found.get(name)?.lines ?? 0), 0),
    contentSha256,
    faults,
  };
}

async function scanFolder(dir: string, faults: string[]): Promise<Found> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    const reason = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new AppError("invalid_input", `${dir} is not a folder that can be read${reason}.`);
  });
  const found: Found = new Map();
  const named = entries.map((entry) => {
    const full = path.join(entry.parentPath, entry.name);
    return { entry, full, name: path.relative(dir, full).split(path.sep).join("/") };
  });
  for (const { entry, full, name } of named.sort((a, b) => byCodeUnit(a.name, b.name))) {
    if (entry.isDirectory()) continue;
    if (entry.isFile()) found.set(name, await scanFile(full));
    else faults.push(`${name} is not a regular file.`);
  }
  return found;
}

/** Compares the files with SHA256SUMS, both ways; returns the listed hashes by name. */
async function checkSums(dir: string, found: Found, faults: string[]): Promise<Map<string, string>> {
  const listed = new Map<string, string>();
  if (!found.has(SUMS_FILE)) {
    faults.push(`${SUMS_FILE} is missing.`);
    return listed;
  }
  const { sums, bad } = readSums(await readFile(path.join(dir, SUMS_FILE), "utf8"));
  for (const line of bad) faults.push(`Line ${line} of ${SUMS_FILE} is not a hash and a file name.`);
  for (const { name, sha256 } of sums) {
    if (listed.has(name)) faults.push(`${name} is listed twice in ${SUMS_FILE}.`);
    listed.set(name, sha256);
    const file = found.get(name);
    if (!file) faults.push(`${name} is missing.`);
    else if (file.sha256 !== sha256) faults.push(`${name} was changed: its sha256 is not the one in ${SUMS_FILE}.`);
  }
  for (const name of found.keys()) {
    if (listed.has(name) || name === SUMS_FILE || name === RECEIPT_FILE) continue;
    faults.push(`${name} does not belong to this export: ${SUMS_FILE} does not list it.`);
  }
  return listed;
}

async function readDocument<S extends z.ZodType>(
  dir: string,
  found: Found,
  name: string,
  schema: S,
  faults: string[],
): Promise<z.output<S> | null> {
  if (!found.has(name)) {
    // A listed file was reported already.
    if (!faults.includes(`${name} is missing.`)) faults.push(`${name} is missing.`);
    return null;
  }
  const parsed = schema.safeParse(parseJson(await readFile(path.join(dir, name), "utf8")));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue && issue.path.length > 0 ? ` (${issue.path.map(String).join(".")})` : "";
  faults.push(`${name} is not a ${name.replace(".json", "")} of this version${place}.`);
  return null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Holds the manifest to the files and to itself. */
function checkManifest(manifest: Manifest, sums: Map<string, string>, found: Found, faults: string[]): void {
  const { files, records, rejected, rows, selection } = manifest;
  const names = new Set(files.map(({ name }) => name));
  for (const name of [MANIFEST_FILE, ...names]) {
    if (!sums.has(name)) faults.push(`${name} is not listed in ${SUMS_FILE}.`);
  }
  for (const name of sums.keys()) {
    if (name !== MANIFEST_FILE && !names.has(name)) faults.push(`${name} is not listed in ${MANIFEST_FILE}.`);
  }
  for (const file of files) {
    const real = found.get(file.name);
    if (!real) continue;
    if (real.sha256 !== file.sha256) faults.push(`${file.name} has another sha256 than ${MANIFEST_FILE} says.`);
    if (real.bytes !== file.bytes)
      faults.push(`${file.name} has ${real.bytes} bytes; ${MANIFEST_FILE} says ${file.bytes}.`);
    if (real.lines !== file.rows)
      faults.push(`${file.name} has ${real.lines} rows; ${MANIFEST_FILE} says ${file.rows}.`);
    if (!real.endsWithLine) faults.push(`${file.name} ends in the middle of a row.`);
  }
  const inFiles = files.reduce((sum, file) => sum + file.rows, 0);
  if (inFiles !== rows) faults.push(`${MANIFEST_FILE} counts ${rows} rows in all and ${inFiles} in its files.`);
  const turnedAway = Object.values(rejected).reduce((sum, runs) => sum + runs, 0);
  if (records.selected !== records.written + turnedAway)
    faults.push(
      `${MANIFEST_FILE} does not reconcile: ${records.selected} selected, ${records.written} written, ${turnedAway} rejected.`,
    );
  if (selection.length !== records.selected)
    faults.push(`${MANIFEST_FILE} names ${selection.length} runs and counts ${records.selected}.`);
}
