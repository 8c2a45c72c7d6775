import { expect, expectAccessible, failOnTrouble, test } from "../fixtures.ts";

test("the first admin is made with the one-time link, once, and sees the demo", async ({ page }) => {
  const link = process.env.E2E_SETUP_URL ?? "";
  failOnTrouble(page);
  await page.goto(link);
  await expectAccessible(page, "setup");
  await page.getByLabel("Name").fill("First admin");
  await page.getByLabel("E-mail").fill("first-admin@studio.example");
  await page.getByLabel("Password").fill("a long first password");
  await page.getByRole("button", { name: "Make the admin and sign in" }).click();
  await expect(page.getByRole("link", { name: "checkout-two-agent-handoff" })).toBeVisible();
  expect(await page.getByRole("table", { name: "Runs" }).getByRole("link").count()).toBeGreaterThanOrEqual(6);

  await page.context().clearCookies();
  await page.goto(link);
  await page.getByLabel("Name").fill("Somebody else");
  await page.getByLabel("E-mail").fill("somebody@studio.example");
  await page.getByLabel("Password").fill("another long password");
  await page.getByRole("button", { name: "Make the admin and sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This link was used" })).toBeVisible();
});

test("signing in says what is wrong and leads back to where one wanted to go", async ({ page }) => {
  await page.goto("/runs?outcome=resolved");
  await expect(page.getByRole("heading", { name: "Sign in to Runtape" })).toBeVisible();
  await expectAccessible(page, "sign-in");
  await page.getByLabel("E-mail").fill("first-admin@studio.example");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("do not belong together")).toBeVisible();
  await page.getByLabel("Password").fill("a long first password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Runs" })).toBeVisible();
});
