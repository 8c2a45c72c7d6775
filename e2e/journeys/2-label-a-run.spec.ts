import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { dropFile, expect, expectAccessible, exportRows, letOut, runFile, test } from "../fixtures.ts";

const run = runFile("pydicom__pydicom-1458", "checkout-recovery.traj");
const PHASES = [
  "understand",
  "localize",
  "hypothesize",
  "reproduce",
  "edit",
  "verify",
  "recover",
  "handoff",
  "environment",
  "other",
];

type ExportedRow = {
  steps: Record<"thought" | "action" | "observation", string | null>[];
  reviews: {
    marks: {
      dimension: string;
      anchor: { target: string; ordinal?: number };
      value: { label?: string; score?: number } | null;
    }[];
    submission: { number: number };
  }[];
};

const current = (page: Page) => page.locator('article[aria-current="step"]');

test("a run is dropped, opened, labelled by keyboard alone, submitted, exported, and the file holds all of it", async ({
  people,
}) => {
  const { page, context } = await people.signIn("lead");
  await page.goto("/runs");
  await dropFile(page, { name: `${run.name}.traj`, bytes: readFileSync(run.file) });
  const panel = page.getByRole("region", { name: "Import" });
  await expect(panel.getByRole("status")).toHaveText(/1 file = 1 stored \+ 0 skipped|1 file = 0 stored \+ 1 skipped/);
  await expectAccessible(page, "runs with an import");
  await panel.getByRole("link", { name: "open run" }).click();

  const count = run.trajectory.length;
  await expect(current(page)).toHaveAttribute("data-step", "0");
  await expect(page.getByText(`Labelled 0/${count}`.replace("Labelled ", ""), { exact: true })).toBeVisible();
  await expectAccessible(page, "replay");

  // Two scores, then a phase on every step; each phase key moves on by itself.
  await page.keyboard.press("s");
  await page.keyboard.press("7");
  await page.keyboard.press("j");
  await page.keyboard.press("s");
  await page.keyboard.press("-");
  await page.keyboard.press("g");
  await page.keyboard.press("g");
  await expect(current(page)).toHaveAttribute("data-step", "0");
  const said: string[] = [];
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    const digit = (ordinal % 9) + 1;
    said.push(PHASES[digit - 1] ?? "");
    await page.keyboard.press(String(digit));
  }
  await expect(current(page)).toHaveAttribute("data-step", String(count - 1));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Outcome is not set")).toBeVisible();
  await page.keyboard.press("o");
  await page.keyboard.press("2");
  await expect(page.getByText("Outcome is not set")).toBeHidden();
  await expect(page.locator("[role=status][data-state=saved]")).toBeVisible();
  const address = page.url().replace(/#.*/, "");
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(new RegExp(address));

  await page.goto(address);
  await expect(page.getByText(/^Submitted \d\d:\d\d:\d\d$/)).toBeVisible();
  await expect(page.getByText(`${count}/${count}`, { exact: true })).toBeVisible();

  const trajectoryId = address.split("/").at(-1) ?? "";
  await letOut(context.request, trajectoryId);
  const [row] = await exportRows<ExportedRow>(context.request, trajectoryId, "studio-full");
  if (!row) throw new Error("the export has no row");
  expect(row.steps).toHaveLength(count);
  for (const [ordinal, source] of run.trajectory.entries()) {
    expect(row.steps[ordinal]?.action ?? "").toBe(source.action);
    expect(row.steps[ordinal]?.observation ?? "").toBe(source.observation);
    expect(row.steps[ordinal]?.thought ?? "").toBe(source.thought);
  }
  const marks = row.reviews.flatMap((review) => review.marks);
  const at = (dimension: string, ordinal: number) =>
    marks.find((mark) => mark.dimension === dimension && mark.anchor.ordinal === ordinal)?.value;
  for (const [ordinal, phase] of said.entries()) expect(at("phase", ordinal)).toMatchObject({ label: phase });
  expect([at("score", 0), at("score", 1)]).toMatchObject([{ score: 7 }, { score: 10 }]);
  expect(marks.find(({ dimension }) => dimension === "outcome")?.value).toMatchObject({ label: "teach_recovery" });
  expect(row.reviews[0]?.submission.number).toBe(1);
});

test("a phase key costs one keystroke, a stretch two, and undo takes back a whole gesture", async ({ people }) => {
  const { page } = await people.signIn("annotator");
  await page.goto("/runs?q=checkout-careful");
  await page.getByRole("link", { name: "checkout-careful-diagnosis" }).click();
  await expect(current(page)).toHaveAttribute("data-step", "0");
  await page.keyboard.press("2");
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await page.keyboard.press(".");
  await page.keyboard.press("6");
  await expect(page.getByText("26/26", { exact: true })).toBeVisible();
  await page.keyboard.press("u");
  await expect(page.getByText("1/26", { exact: true })).toBeVisible();
  await page.keyboard.press("U");
  await expect(page.getByText("26/26", { exact: true })).toBeVisible();
  await expect(page.locator("[role=status][data-state=saved]")).toBeVisible();
  await page.reload();
  await expect(page.getByText("26/26", { exact: true })).toBeVisible();
});
