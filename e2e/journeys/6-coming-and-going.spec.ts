import { expect, expectAccessible, test } from "../fixtures.ts";

test("the theme is kept, and signing out leaves nothing of the person in the browser", async ({ people }) => {
  const { page, context } = await people.signIn("annotator");
  await page.goto("/runs");
  await page.getByRole("button", { name: /^annotator/ }).click();
  await page.getByRole("menuitem", { name: "Dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("button", { name: /^annotator/ }).click();
  await expectAccessible(page, "account menu");
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Runtape" })).toBeVisible();
  await page.goto("/runs");
  await expect(page.getByRole("heading", { name: "Sign in to Runtape" })).toBeVisible();
  expect((await context.request.get("/api/v1/me")).status()).toBe(401);
  const kept = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open("runtape-outbox");
        opening.addEventListener("success", () => {
          const { result } = opening;
          if (!result.objectStoreNames.contains("gestures")) return resolve(0);
          const count = result.transaction("gestures").objectStore("gestures").count();
          count.addEventListener("success", () => resolve(count.result));
        });
      }),
  );
  expect(kept).toBe(0);
});

test("an admin adds a person, who signs in with the password that was shown once, and makes and ends a key", async ({
  people,
  browser,
  baseURL,
}) => {
  const { page, context } = await people.signIn("admin");
  await page.goto("/settings");
  await page.getByLabel("Name", { exact: true }).fill("Engineer E");
  const email = `added-${Date.now()}@studio.example`;
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("combobox", { name: "Role", exact: true }).selectOption("engineer");
  await page.getByRole("button", { name: "Add member" }).click();
  const password = await page.getByRole("status").filter({ hasText: "The password of" }).locator("code").innerText();
  await expect(page.getByText(email, { exact: true })).toBeVisible();

  const theirs = await browser.newPage({ baseURL: baseURL ?? "" });
  await theirs.goto("/sign-in?next=/settings");
  await theirs.getByLabel("E-mail").fill(email);
  await theirs.getByLabel("Password").fill(password);
  await theirs.getByRole("button", { name: "Sign in" }).click();
  await expect(theirs.getByRole("heading", { name: "Settings" })).toBeVisible();
  await theirs.close();

  await page.getByLabel("Name of the key").fill("nightly");
  await page.getByRole("button", { name: "Make key" }).click();
  const key = await page.getByRole("status").filter({ hasText: "The key" }).locator("code").innerText();
  await context.clearCookies();
  const asKey = { headers: { authorization: `Bearer ${key}` } };
  expect((await context.request.get("/api/v1/trajectories?project=express-checkout", asKey)).status()).toBe(200);
  expect((await context.request.get("/api/v1/keys?project=express-checkout", asKey)).status()).toBe(403);
});
