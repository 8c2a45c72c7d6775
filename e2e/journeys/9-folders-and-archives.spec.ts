import { mkdtempSync, readFileSync, rmSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { dropFile, expect, expectAccessible, test, zipOf } from "../fixtures.ts";

const chat = (text: string) =>
  JSON.stringify({
    messages: [
      { role: "user", content: `${text} ${process.pid}` },
      { role: "assistant", content: "Seen." },
    ],
  });

test("an archive comes in file by file, and what is in it that is no run is told apart", async ({ people }) => {
  const { page } = await people.signIn("lead");
  await page.goto("/runs");
  const bytes = await zipOf({
    "night/shelf.jsonl": chat("shelf"),
    "night/stock.jsonl": `${chat("stock")}\n${chat("count")}`,
    "notes.txt": "no run",
    "inner.gz": gzipSync(Buffer.from("x")),
  });
  await dropFile(page, { name: "runs.zip", bytes });
  const panel = page.getByRole("region", { name: "Import" });
  await expect(panel.getByRole("status")).toHaveText(
    "4 files = 2 stored + 0 skipped + 1 quarantined + 1 rejected + 0 in progress",
  );
  await expect(panel.getByRole("listitem").filter({ hasText: "runs.zip/night/shelf.jsonl" })).toContainText("stored");
  await expect(panel.getByRole("listitem").filter({ hasText: "runs.zip/inner.gz" })).toContainText("nested-archive");
  await expectAccessible(page, "an unpacked archive");

  await panel.getByRole("link", { name: "Report" }).press("Enter");
  await expect(page.getByRole("heading", { name: "runs.zip" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "files" })).toHaveText(
    "4 files out of 1 archive = 2 stored + 0 skipped + 1 quarantined + 1 rejected + 0 in progress",
  );
  const files = page.getByRole("region", { name: "Files" }).getByRole("listitem");
  await expect(files).toHaveCount(5);
  await page.getByRole("combobox", { name: "State" }).selectOption("rejected");
  await expect(files).toHaveCount(1);
  await expect(page).toHaveURL(/status=rejected/);
  await expectAccessible(page, "the report of an import");
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV" }).press("Enter"),
  ]);
  const table = readFileSync(await saved.path(), "utf8")
    .trimEnd()
    .split("\n");
  expect(table).toHaveLength(2);
  expect(table[1]).toContain("runs.zip/inner.gz,rejected");
  await page.getByRole("link", { name: "Imports" }).press("Enter");
  await expect(page.getByRole("row", { name: /runs\.zip/ }).first()).toContainText("Finished");
  await expectAccessible(page, "the list of imports");
});

test("a folder is chosen as a whole, and its files keep their place in it", async ({ people }) => {
  const folder = mkdtempSync(path.join(tmpdir(), "runtape-folder-"));
  try {
    mkdirSync(path.join(folder, "deep/er"), { recursive: true });
    writeFileSync(path.join(folder, "one.jsonl"), chat("one"));
    writeFileSync(path.join(folder, "deep/er/two.jsonl"), chat("two"));
    const { page } = await people.signIn("lead");
    await page.goto("/runs");
    await page.getByRole("button", { name: "Import", exact: true }).press("Enter");
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("menuitem", { name: "A whole folder" }).press("Enter"),
    ]);
    await chooser.setFiles(folder);
    const panel = page.getByRole("region", { name: "Import" });
    await expect(panel.getByRole("status")).toHaveText(/^2 files = 2 stored/);
    await expect(panel.getByText(`${path.basename(folder)}/deep/er/two.jsonl`)).toBeVisible();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
