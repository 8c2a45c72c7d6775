import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";

const saved = (page: Page) => page.locator("[role=status][data-state=saved]");
const marksRoute = "**/api/v1/trajectories/*/marks";

async function openRun(page: Page, name: string): Promise<string> {
  await page.goto(`/runs?q=${name}`);
  await page.getByRole("link", { name }).click();
  await expect(page.locator('article[aria-current="step"]')).toHaveAttribute("data-step", "0");
  return page.url().replace(/#.*/, "");
}

test("marks made while the studio cannot be reached wait on the device, survive a closed browser, and are then saved", async ({
  people,
}) => {
  const { page, context } = await people.signIn("annotator");
  const address = await openRun(page, "checkout-spiral");
  await page.route(marksRoute, (route) => route.abort("connectionrefused"));
  await page.keyboard.press("1");
  await page.keyboard.press("2");
  await page.keyboard.press("3");
  await expect(page.getByRole("status").filter({ hasText: "Offline, 3 waiting" })).toBeVisible();
  await expect(saved(page)).toBeHidden();
  await page.close({ runBeforeUnload: false });

  const again = await context.newPage();
  await again.goto(address);
  await expect(again.getByText("3/28", { exact: true })).toBeVisible();
  await expect(saved(again)).toBeVisible();
  await again.reload();
  await expect(again.getByText("3/28", { exact: true })).toBeVisible();
});

test("a reply that was lost does not double a mark", async ({ people }) => {
  const { page } = await people.signIn("annotator");
  await openRun(page, "checkout-recovery");
  let cut = 0;
  await page.route(marksRoute, async (route) => {
    if (cut >= 2) return route.continue();
    cut += 1;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.keyboard.press("5");
  await expect(saved(page)).toBeVisible();
  const review = await page.request.get(`/api/v1/trajectories/${page.url().match(/runs\/([^#?]+)/)?.[1]}/review`);
  const { marks } = (await review.json()) as { marks: { version: number }[] };
  expect(marks.map(({ version }) => version)).toEqual([1]);
});

test("two windows that disagree keep both versions until the person chooses", async ({ people }) => {
  const { page, context } = await people.signIn("annotator");
  const address = await openRun(page, "checkout-lucky-patch");
  await page.route(marksRoute, (route) => route.abort("connectionrefused"));
  await page.keyboard.press("1");
  await expect(page.getByRole("status").filter({ hasText: "Offline, 1 waiting" })).toBeVisible();

  // The same person at another machine, which shares no storage and no channel with this one.
  const elsewhere = await context.browser()?.newContext({
    storageState: { ...(await context.storageState()), origins: [] },
    baseURL: new URL(address).origin,
  });
  const other = await elsewhere?.newPage();
  if (!elsewhere || !other) throw new Error("no second browser");
  await other.goto(address);
  await expect(other.locator('article[aria-current="step"]')).toHaveAttribute("data-step", "0");
  await other.keyboard.press("2");
  await expect(saved(other)).toBeVisible();

  await page.unroute(marksRoute);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  const conflict = page.getByRole("alert").filter({ hasText: "Changed somewhere else" });
  await expect(conflict).toContainText("here understand, there localize");
  await expect(page.locator("[role=status][data-state=conflict]")).toHaveText("Conflict on step 1");
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await expect(saved(page)).toBeVisible();
  await other.goto(`${address}?again#s1`);
  await expect(other.getByRole("button", { name: "1 Un understanding" })).toHaveAttribute("aria-pressed", "true");
  await elsewhere.close();
});
