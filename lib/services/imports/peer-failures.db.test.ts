import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arePrototypesUntouched } from "../../../e2e/corpus/check-input.ts";
import { verbsDesk } from "../../../e2e/corpus/desk.ts";
import { type FileInput, isFile } from "../../../e2e/corpus/input.ts";
import { tryInput } from "../../../e2e/corpus/run-table.ts";
import { FORMATS, NAMES, run } from "../../../e2e/corpus/runs.ts";
import { TABLE } from "../../../e2e/corpus/table.ts";
import { seededRandom } from "../../domain/seeded-random.ts";
import { localFiles } from "../../files/file-store.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";

/** How others failed, each under the number it has in the list of them, so that we do not. */

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio?.close());

const ROOT = path.resolve(import.meta.dirname, "../../..");
const rowsOf = (row: string, most = 12): FileInput[] =>
  TABLE.filter(isFile)
    .filter((input) => input.row === row && !input.isLong)
    .filter((_, at, all) => at % Math.ceil(all.length / most) === 0);

async function wrongOf(inputs: readonly FileInput[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const input of inputs) {
    const result = await tryInput(verbsDesk(studio), input);
    wrong.push(...result.wrong.map((what) => `${input.row} ${input.what}: ${what}`));
  }
  return wrong;
}

describe("F1 a key of a run reaches the prototypes of the process", () => {
  it("does not happen by names, at any depth", async () => {
    expect(await wrongOf([...rowsOf("A17"), ...rowsOf("A18")])).toEqual([]);
  });

  it.each(FORMATS)(
    "does not happen by dotted names that walk through hasOwnProperty, indexes and prototypes: %s",
    async (format) => {
      const paths = [
        "gen_ai.prompt.__proto__.polluted",
        "gen_ai.prompt.0.__proto__.polluted",
        "gen_ai.prompt.hasOwnProperty.call",
        "a.constructor.prototype.polluted",
        "a[0].constructor.prototype.polluted",
        "__proto__[polluted]",
      ];
      const members = paths.map((name) => `"${name}":true`).join();
      const nested = `"attributes":{${members}},"__proto__":{${members}},"constructor":{"prototype":{${members}}}`;
      const file = await studio.receive(
        NAMES[format],
        run(format, "F1", { inner: `,${nested}`, more: `,"x":[{${nested}}]` }),
      );
      expect(file.status).toBe("stored");
      expect([arePrototypesUntouched(), Reflect.get({}, "polluted"), Reflect.get(() => 0, "polluted")]).toEqual([
        true,
        undefined,
        undefined,
      ]);
      expect(Object.hasOwn({ a: 1 }, "a")).toBe(true);
    },
  );
});

describe("C4 a name leaves the folder it belongs to", () => {
  const hostile = rowsOf("D5", 1000).map(({ name }) => name);

  it("is no path, whatever it is: everything on disk lies under keys that the studio made", async () => {
    for (const name of hostile) await studio.receive(name, run("chat", `C4 ${name}`));
    const kept = readdirSync(studio.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(kept.length).toBeGreaterThan(20);
    for (const { parentPath, name } of kept)
      expect(path.relative(studio.folder, path.join(parentPath, name))).toMatch(
        /^(?:raw|text|spill)[\w-]*(?:\/[0-9a-f-]+)+$/,
      );
  });

  it("cannot be made a key", async () => {
    const root = await mkdtemp(path.join(os.tmpdir(), "runtape-c4-"));
    const files = localFiles(path.join(root, "a/b/c/files"));
    const random = seededRandom(4);
    const parts = ["..", ".", "/", "\\", "a", "%2e%2e", "\0", "~", "C:", "x", "-", "é", "/../", ""];
    const made = Array.from({ length: 500 }, () =>
      Array.from({ length: 1 + Math.floor(random() * 6) }, () => parts[Math.floor(random() * parts.length)]).join(""),
    );
    try {
      for (const key of [...hostile, ...made])
        await files.put(key, (async function* () {})()).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
      const written = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(written.filter(({ parentPath }) => !parentPath.startsWith(path.join(root, "a/b/c/files")))).toEqual([]);
      expect(written.length).toBeGreaterThan(0);
      for (const key of ["../x", "a/../../x", "/etc/x", "a/..", "\0", ""])
        await expect(files.put(key, (async function* () {})())).rejects.toMatchObject({ code: "invalid_input" });
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});

describe("F5 something accepted is gone without a word", () => {
  it("does not happen: files, records and rows reconcile for every kind of end", async () => {
    const rows = ["A1", "A6", "A7", "A8", "A10", "C8", "C13", "D3", "D4"];
    expect(await wrongOf(rows.flatMap((row) => rowsOf(row, 4)))).toEqual([]);
  });

  it.each([
    ["an end without a time", { status: "stored" as const, finishedAt: null }],
    ["a count of runs that are not there", { records: { stored: 7, skipped: 0, quarantined: 0 } }],
    ["a refusal without a reason", { status: "rejected" as const, problems: [] }],
  ])("cannot be written down: %s", async (what, data) => {
    const { id } = await studio.receive("run.jsonl", run("chat", `F5 ${what}`));
    const place = { projectId_id: { projectId: studio.projectId, id } };
    await expect(studio.db.prisma.importFile.update({ where: place, data })).rejects.toThrow(
      /check|constraint|cannot become/i,
    );
  });
});

describe("W5 a NUL in what an agent printed stops an import, or is taken out of it", () => {
  it("does neither: it is kept, shown and said, beside half pairs and bytes that are no text", async () => {
    expect(await wrongOf(["B1", "B2", "B3", "B4"].flatMap((row) => rowsOf(row, 40)))).toEqual([]);
  });
});

describe("Z1 a link in an archive is followed", () => {
  it("does not happen: each is refused by itself, and the files beside it come in", async () => {
    expect(await wrongOf(rowsOf("D6", 100))).toEqual([]);
  });

  it("cannot happen: nothing that opens an archive touches the disk or unpacks by itself", () => {
    const folder = path.join(ROOT, "lib/archives");
    for (const file of readdirSync(folder).filter((name) => !name.endsWith(".test.ts"))) {
      const text = readFileSync(path.join(folder, file), "utf8");
      expect(text, file).not.toMatch(/from "(?:node:)?(?:fs|fs\/promises|child_process)"|from "tar"|from "tar-fs"/);
    }
    const { dependencies } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
      dependencies: object;
    };
    expect(
      Object.keys(dependencies).filter((name) => /^(tar|tar-fs|adm-zip|unzipper|extract-zip)$/.test(name)),
    ).toEqual([]);
  });
});
