import type { Page } from "@playwright/test";
import { dropFile, expect, expectAccessible, PROJECT, test } from "../fixtures.ts";

/** Of this try alone, so that no mapping of an earlier one knows the structure. */
const tag = `${process.pid}${Date.now()}`;

/** A log of a structure that no format has: two jobs, their rows mixed; nothing of it is named as elsewhere. */
function jobLog(name: string): Buffer {
  const rows = [
    { job: `${name}-1`, part: "ask", words: "Make the basket add up" },
    { job: `${name}-1`, part: "doer", plan: "Run the tests first", shell: "npm test", gave: "1 failed", code: 1 },
    { job: `${name}-2`, part: "ask", words: "Rename the button" },
    { job: `${name}-1`, part: "doer", plan: "Mend the sum", shell: "cat basket.ts", gave: "total = 1", code: 0 },
  ];
  const tagged = rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key + tag, value])));
  return Buffer.from(tagged.map((row) => JSON.stringify(row)).join("\n"));
}

const unique = () => `job-${process.pid}-${Date.now()}`;

const field = (page: Page, place: string) => page.locator(`[role="treeitem"][data-place="${place}"]`);

async function fill(page: Page, slot: string, place: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${slot}`) }).click();
  await field(page, place).click();
}

async function mapByMouse(page: Page): Promise<void> {
  await page.getByRole("combobox", { name: "Where runs are" }).selectOption({ label: "Rows, told apart by a field" });
  await fill(page, "Run of a row", `/0/job${tag}`);
  await fill(page, "Whose row", `/0/part${tag}`);
  await fill(page, "Message", `/0/words${tag}`);
  await field(page, "/1").press("ArrowRight");
  await fill(page, "Thought", `/1/plan${tag}`);
  await fill(page, "Action", `/1/shell${tag}`);
  await fill(page, "Output", `/1/gave${tag}`);
  await fill(page, "Failed", `/1/code${tag}`);
}

test("a file of nobody's format is mapped on its own fields, read, and its kind is known from then on", async ({
  people,
}) => {
  const { page } = await people.signIn("engineer");
  await page.goto("/runs");
  const name = unique();
  await dropFile(page, { name: `${name}.jsonl`, bytes: jobLog(name) });
  const row = page.getByRole("region", { name: "Import" }).getByRole("listitem").filter({ hasText: name });
  await expect(row).toContainText("quarantined");
  await row.getByRole("link", { name: "Map its fields…" }).click();

  await expect(page.getByRole("heading", { name: "Map fields" })).toBeVisible();
  await mapByMouse(page);
  await expect(page.getByText("Say what the values of the role mean")).toBeVisible();
  await page.getByRole("combobox", { name: "Meaning of ask" }).selectOption({ label: "a user" });
  await page.getByRole("combobox", { name: "Meaning of doer" }).selectOption({ label: "the agent" });

  const preview = page.getByRole("region", { name: "Preview" });
  const steps = preview.getByRole("article");
  await expect(steps).toHaveCount(3);
  await expect(steps.nth(0)).toContainText("Make the basket add up");
  await expect(steps.nth(1)).toContainText("npm test");
  await expect(steps.nth(1)).toContainText("error");
  await expect(steps.nth(2)).not.toContainText("error");
  await expect(preview).toContainText("2 runs with 4 steps in the file.");
  await expectAccessible(page, "mapping");

  await page.getByLabel("Name of the mapping").fill(name);
  await page.getByRole("button", { name: "Save and read the file" }).click();
  await expect(page.getByText("2 runs with 4 steps, read with")).toBeVisible();
  await expectAccessible(page, "mapping read");
  await page.getByRole("link", { name: "Open the first run" }).click();
  await expect(page.locator('article[data-step="1"]')).toContainText("npm test");

  await page.goto("/runs");
  const next = unique();
  await dropFile(page, { name: `${next}.jsonl`, bytes: jobLog(next) });
  const stored = page.getByRole("region", { name: "Import" }).getByRole("listitem").filter({ hasText: next });
  await expect(stored).toContainText("stored");
  await expect(stored).toContainText("custom-mapping");

  await page.goto("/mappings");
  const saved = page.getByRole("region", { name: "Saved mappings" }).getByRole("row").filter({ hasText: name });
  await expect(saved).toContainText("version 1");
  await expect(saved.getByRole("cell").nth(1)).toHaveText("2");
});

test("a mapping is made with the keyboard alone, and says why a field cannot be it", async ({ people }) => {
  const { page } = await people.signIn("lead");
  const name = unique();
  const turns = [
    { text: "Hello", who: "human" },
    { text: "Good day", who: "model" },
  ];
  const bytes = Buffer.from(JSON.stringify({ head: { id: name }, [`deep${tag}`]: { turns }, [tag]: 1 }, null, 1));
  const sent = await page.request.post(`/api/v1/imports?project=${PROJECT}&name=${name}.json`, {
    data: bytes,
    headers: { "content-type": "application/octet-stream" },
  });
  expect(sent.status()).toBe(202);
  await page.goto("/mappings");
  const waiting = page.getByRole("region", { name: "Files that wait" }).getByRole("listitem").filter({ hasText: name });
  await expect(async () => {
    await page.reload();
    await expect(waiting).toBeVisible({ timeout: 1000 });
  }).toPass();
  await waiting.getByRole("link", { name: "Map its fields…" }).focus();
  await page.keyboard.press("Enter");

  // Names speak for themselves here: the guess stands already.
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.getByRole("article")).toHaveCount(2);
  const slot = page.getByRole("button", { name: /^Run id/ });
  await slot.focus();
  await page.keyboard.press("Enter");
  await expect(slot).toHaveAttribute("aria-pressed", "true");
  await field(page, "").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(field(page, "/head/id")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(preview).toContainText(name);
  await page.getByRole("button", { name: /^Thought/ }).press("Enter");
  await field(page, "/head/id").press("Enter");
  await expect(page.getByText("This field is not in a step.")).toBeVisible();
  await page.getByLabel("Name of the mapping").focus();
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 run with 2 steps, read with")).toBeVisible();
});
