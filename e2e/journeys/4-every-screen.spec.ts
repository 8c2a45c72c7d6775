import { expect, expectAccessible, PROJECT, test } from "../fixtures.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 820, height: 1000 },
];

for (const scheme of ["light", "dark"] as const) {
  test(`every screen is accessible and fits, ${scheme}`, async ({ people }) => {
    const { page } = await people.signIn("admin");
    await page.emulateMedia({ colorScheme: scheme });
    const listed = await page.request.get(`/api/v1/trajectories?project=${PROJECT}&sort=-steps`);
    const { rows } = (await listed.json()) as { rows: { id: string; name: string }[] };
    const long = rows[0]?.id ?? "";
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const address of [
        "/runs",
        "/runs?q=nothing-like-this",
        "/settings",
        "/governance",
        "/governance?tab=runs",
        "/datasets",
        "/datasets/new",
        "/imports",
        "/datasets/new?q=nothing-like-this",
        "/mappings",
        "/reparse",
        "/reparse?tab=marks",
        "/mappings/new?file=00000000-0000-7000-8000-000000000000",
        `/runs/${long}#s40`,
        "/runs/00000000-0000-7000-8000-000000000000",
      ]) {
        await page.goto(address);
        await expect(page.getByRole("main")).toBeVisible();
        if (address.includes("#s40"))
          await expect(page.locator('article[aria-current="step"]')).toHaveAttribute("data-step", "39");
        await expectAccessible(page, `${address} at ${size.width}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `${address} at ${size.width}`).toBeLessThanOrEqual(0);
      }
    }
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.goto(`/runs/${long}#s40`);
    const card = await page.locator('article[aria-current="step"]').boundingBox();
    const column = await page.getByRole("region", { name: "Steps" }).boundingBox();
    expect(((card?.y ?? 0) - (column?.y ?? 0)) / (column?.height ?? 1)).toBeCloseTo(1 / 3, 1);
    await expect(page.getByRole("button", { name: "Submit and next" })).toBeInViewport();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await expectAccessible(page, "key sheet");
    await page.keyboard.press("Escape");
    await page.keyboard.press(",");
    await expect(page.getByRole("dialog", { name: "Raw source of step 40" }).getByText("trajectory[39]")).toBeVisible();
    await expectAccessible(page, "raw source");
  });
}

test("an engineer reads but does not label, and is told so", async ({ people }) => {
  const { page } = await people.signIn("engineer");
  await page.goto("/runs?q=checkout-lucky");
  await page.getByRole("link", { name: "checkout-lucky-patch" }).click();
  await expect(page.getByText("You can read this run.")).toBeVisible();
  await page.keyboard.press("1");
  await expect(page.getByText("0/8", { exact: true })).toBeVisible();
});

test("an annotator finds no way to import, export or manage", async ({ people }) => {
  const { page } = await people.signIn("annotator");
  await page.goto("/runs");
  await expect(page.getByRole("button", { name: "Import", exact: true })).toBeHidden();
  await page.goto("/settings");
  await expect(page.getByText("Admins add people and change roles.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add member" })).toBeHidden();
  await page.goto("/runs?q=checkout-lucky");
  await page.getByRole("link", { name: "checkout-lucky-patch" }).click();
  await page.goto("/governance");
  await expect(page.getByText("Governance is for leads, data engineers and admins")).toBeVisible();
  await page.goto("/mappings");
  await expect(page.getByText("Mappings are for leads, data engineers and admins")).toBeVisible();
  await page.goto("/datasets");
  await expect(page.getByText("Datasets are for leads, data engineers and admins")).toBeVisible();
});

test("filter and sort live in the address and come back with it", async ({ people }) => {
  const { page } = await people.signIn("annotator");
  await page.goto("/runs");
  await page.getByRole("checkbox", { name: /Not resolved/ }).click();
  await expect(page).toHaveURL(/outcome=not_resolved/);
  await page.getByRole("button", { name: "Steps" }).click();
  await expect(page).toHaveURL(/sort=-steps/);
  const names = () => page.getByRole("table", { name: "Runs" }).getByRole("link").allInnerTexts();
  await expect.poll(names).toEqual(["checkout-spiral", "checkout-hard-coded-pass"]);
  await page.reload();
  await expect.poll(names).toEqual(["checkout-spiral", "checkout-hard-coded-pass"]);
});

test("pages carry an enforced policy and let nothing foreign in", async ({ page }) => {
  const reply = await page.goto("/sign-in");
  const policy = reply?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/script-src 'self' 'nonce-\w+'/);
  expect(reply?.headers()["content-security-policy-report-only"]).toBeUndefined();
  const blocked = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), {
          once: true,
        });
        document.body.insertAdjacentHTML("beforeend", '<img alt="" src="data:," onerror="window.wasInjected = true">');
      }),
  );
  expect(blocked).toBe("script-src-attr");
  expect(await page.evaluate(() => "wasInjected" in window)).toBe(false);
});
