import { sweAgent } from "../../lib/importers/swe-agent/swe-agent.ts";
import { atVersion, readAs } from "../../lib/services/test-at-version.ts";
import { dropFile, expect, expectAccessible, post, test } from "../fixtures.ts";

const STEPS = ["Look at the shelf.", "Count the cups there.", "Write the count down.", "Say how many cups."];
const run = () =>
  JSON.stringify({
    environment: `shelves ${process.pid} ${Math.random()}`,
    trajectory: STEPS.map((thought, at) => ({
      thought,
      action: `cat ${at}.txt`,
      observation: `${at} cups`,
      response: "",
    })),
    history: [{ role: "user", content: "Count the cups.", agent: "main" }],
    info: { exit_status: "submitted" },
  });

/** As an earlier parser read it: one step said otherwise, and the last one was not seen at all. */
const early = atVersion(sweAgent, {
  version: "0",
  step: (step) => {
    if (step.sourceIndex === 3) return null;
    return step.sourceIndex === 1 ? { ...step, text: { ...step.text, thought: "count the cups" } } : step;
  },
});

test("a lead reads runs again with a newer parser, and marks go along or get a place", async ({ people, operator }) => {
  const { page } = await people.signIn("lead");
  const api = page.request;
  await page.goto("/runs");
  const name = `reparse-${process.pid}`;
  await dropFile(page, { name: `${name}.traj`, bytes: Buffer.from(run()) });
  const panel = page.getByRole("region", { name: "Import" });
  await expect(panel.getByRole("status")).toHaveText(/^1 file = 1 stored/);
  const href = (await panel.getByRole("link", { name: "open run" }).getAttribute("href")) ?? "";
  const trajectoryId = href.split("/").at(-1) ?? "";
  await readAs(operator(), trajectoryId, early);

  // Labels on the run as the earlier parser read it: two steps, and the words of the one that will change.
  const { revisionId } = (await (await api.get(`/api/v1/trajectories/${trajectoryId}/review`)).json()) as {
    revisionId: string;
  };
  const value = { type: "label", label: "localize" };
  const phase = (ordinal: number) => ({
    dimension: "phase",
    anchor: { target: "step", ordinal },
    value,
    baseVersion: 0,
  });
  const note = {
    dimension: "note",
    anchor: { target: "text", ordinal: 1, field: "thought", start: 0, end: 5 },
    value: { type: "text", text: "All of them?" },
    baseVersion: 0,
  };
  await post(api, `/api/v1/trajectories/${trajectoryId}/marks`, {
    revisionId,
    clientTime: new Date().toISOString(),
    marks: [phase(0), phase(1), note],
  });

  await page.goto("/runs");
  await page.getByRole("button", { name: "Import", exact: true }).press("Enter");
  await page.getByRole("menuitem", { name: "Read old runs again" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Reparse" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "read by an older parser" })).toContainText("1 of ");
  await expect(page.getByRole("row", { name: /swe-agent 0 1 1/ })).toBeVisible();
  await expectAccessible(page, "what is out of date");
  await page.getByRole("button", { name: "Read swe-agent again" }).press("Enter");

  await expect(page).toHaveURL(/\/reparse\/[0-9a-f-]{36}/);
  await expect(page.getByRole("status").filter({ hasText: "1 run =" })).toHaveText(
    "1 run = 0 unchanged + 1 revised + 0 failed + 0 waiting",
  );
  const row = page.getByRole("region", { name: "Runs" }).getByRole("listitem");
  await expect(row).toContainText(name);
  await expect(row).toContainText("1 mark carried, 2 without a place");
  await expectAccessible(page, "the report of a reparse");
  await page.getByRole("link", { name: "2 marks without a place" }).press("Enter");

  const waiting = page.getByRole("region", { name });
  await expect(waiting.getByRole("listitem")).toHaveCount(2);
  await expect(waiting.getByRole("listitem").filter({ hasText: "Phase" })).toContainText(
    "The step at these bytes says something else now. Look at step 2.",
  );
  await expect(waiting.getByRole("listitem").filter({ hasText: "Note" })).toContainText("count the cups");
  await expectAccessible(page, "marks without a place");

  // The replay opens where the mark most likely belongs; it is placed one step on, by keyboard alone.
  await waiting.getByRole("link", { name: "Place Phase: localization" }).press("Enter");
  const bar = page.getByRole("complementary", { name: "Place a mark" });
  await expect(bar.getByRole("button", { name: "Place here: step 2" })).toBeVisible();
  await expect(page.locator('article[aria-current="step"]')).toHaveAttribute("data-step", "1");
  await expectAccessible(page, "placing a mark");
  await page.keyboard.press("j");
  await bar.getByRole("button", { name: "Place here: step 3" }).press("Enter");
  await expect(page.getByText("Phase placed: step 3.")).toBeVisible();

  await expect(waiting.getByRole("listitem")).toHaveCount(1);
  await waiting.getByRole("button", { name: "Dismiss Note: All of them?" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Dismiss" })).toBeDisabled();
  await expectAccessible(page, "dismissing a mark");
  await dialog.getByRole("textbox", { name: "Why it has no place any more" }).fill("The step says more now.");
  await page.keyboard.press("Enter");
  await expect(waiting).toBeHidden();
  await page.getByRole("combobox", { name: "State" }).selectOption("dismissed");
  await expect(page.getByRole("listitem").filter({ hasText: "All of them?" })).toContainText("The step says more now.");

  const review = await api.get(`/api/v1/trajectories/${trajectoryId}/review`);
  const { marks } = (await review.json()) as { marks: { anchor: { ordinal: number } }[] };
  expect(marks.map(({ anchor }) => anchor.ordinal).sort()).toEqual([0, 2]);
  await page.goto(`/runs/${trajectoryId}#s4`);
  await expect(page.locator('article[data-step="3"]')).toContainText("Say how many cups.");
});

test("an annotator sees their own marks there, and no way to read runs again", async ({ people }) => {
  const { page } = await people.signIn("annotator");
  await page.goto("/reparse");
  await expect(page.getByText("Every mark has its place")).toBeVisible();
  await expectAccessible(page, "nothing to place");
  await page.getByRole("tab", { name: "Out of date" }).press("Enter");
  await expect(page.getByText("Reading runs again is for leads, data engineers and admins")).toBeVisible();
  await page.goto("/reparse/00000000-0000-7000-8000-000000000000");
  await expect(page.getByText("Reading runs again is for leads, data engineers and admins")).toBeVisible();
});

for (const scheme of ["light", "dark"] as const) {
  test(`what to read again is accessible and fits, ${scheme}`, async ({ people }) => {
    const { page } = await people.signIn("admin");
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of [1440, 820]) {
      await page.setViewportSize({ width, height: 900 });
      for (const address of ["/reparse", "/reparse?tab=marks", "/reparse/00000000-0000-7000-8000-000000000000"]) {
        await page.goto(address);
        await expect(page.getByRole("main")).toBeVisible();
        await expect(page.getByText("Loading", { exact: false })).toBeHidden();
        await expectAccessible(page, `${address} at ${width}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `${address} at ${width}`).toBeLessThanOrEqual(0);
      }
    }
    await expect(page.getByRole("alert").filter({ hasText: "The report could not be read" })).toBeVisible();
  });
}
