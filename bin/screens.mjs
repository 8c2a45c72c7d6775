#!/usr/bin/env node
// Takes the pictures of the README from a studio of its own with the demo data: node bin/screens.mjs [folder]
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { register } from "tsx/esm/api";
import { findBrowser } from "./browser.mjs";
import { root } from "./check-stages.mjs";

register();
const { buildWeb, generateClient } = await import("../lib/cli/start/build.ts");
const { withStudio } = await import("./throwaway-studio.mjs");

const folder = path.resolve(process.argv[2] ?? path.join(root, "docs/screens"));
const viewport = { width: 1440, height: 900 };
const phases = "142256723255";

mkdirSync(folder, { recursive: true });
await generateClient();
await buildWeb({ tell: console.log });
const executablePath = await findBrowser();
const args = [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-background-networking"];
await withStudio(async ({ E2E_URL, E2E_SETUP_URL }) => {
  const browser = await chromium.launch({ executablePath, args });
  try {
    const page = await browser.newPage({ viewport });
    await becomeAdmin(page, E2E_SETUP_URL);
    await labelOneRun(page, E2E_URL);
    await letOut(page, E2E_URL);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${E2E_URL}/runs`);
      await picture(page, `runs-${colorScheme}`);
      const run = await page.getByRole("link", { name: "checkout-recovery" }).getAttribute("href");
      await page.goto(`${E2E_URL}${run}#s8`);
      await page.locator('article[data-step="7"][aria-current="step"]').waitFor();
      await picture(page, `replay-${colorScheme}`);
      await page.goto(`${E2E_URL}/governance`);
      await page.getByRole("region", { name: "Places" }).getByText("checkout-leaked-key").first().waitFor();
      await picture(page, `governance-${colorScheme}`);
      await page.goto(`${E2E_URL}/datasets/new?outcome=resolved`);
      await page.getByText("runs in it").waitFor();
      await picture(page, `dataset-${colorScheme}`);
    }
  } finally {
    await browser.close();
  }
});
console.log(`Pictures in ${folder}`);

async function becomeAdmin(page, link) {
  await page.goto(link);
  await page.getByLabel("Name").fill("Lead A");
  await page.getByLabel("E-mail").fill("lead-a@studio.example");
  await page.getByLabel("Password").fill("a password for pictures");
  await page.getByRole("button", { name: "Make the admin and sign in" }).click();
  await page.getByRole("heading", { name: "Runs" }).waitFor();
}

/** Labels all but the last steps of one run, so that the pictures show work in the middle. */
async function labelOneRun(page, url) {
  await page.goto(`${url}/runs?q=checkout-recovery`);
  const run = await page.getByRole("link", { name: "checkout-recovery" }).getAttribute("href");
  await page.goto(`${url}${run}`);
  await page.locator('article[aria-current="step"]').waitFor();
  for (const key of phases) await page.keyboard.press(key);
  await page.locator("[role=status][data-state=saved]").waitFor();
  await page.goto(`${url}${run}?again#s5`);
  await page.locator('article[data-step="4"][aria-current="step"]').waitFor();
  for (const key of ["t", "a", "f", "l", "j", "v", "f", "3", "m", "j", "j", "q", "s", "8", "m"])
    await page.keyboard.press(key);
  const recovery = page.locator('[data-dimension="recovery"]');
  await recovery.getByRole("combobox").selectOption({ label: "test failure" });
  await recovery.getByRole("button", { name: "improved" }).click();
  await page.locator("[role=status][data-state=saved]").waitFor();
}

/** Clears what nothing was found in, once every scan is through. */
async function letOut(page, url) {
  for (const state of ["unscanned", "scanning"]) {
    const gates = `${url}/api/v1/projects/express-checkout/gates?state=${state}`;
    while ((await (await page.request.get(gates)).json()).runs.length > 0) await page.waitForTimeout(200);
  }
  await page.goto(`${url}/governance`);
  await page.getByRole("button", { name: "Clear what can be cleared" }).click();
  await page.getByText(/cleared, /).waitFor();
}

async function picture(page, name) {
  await page.locator("main").waitFor();
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
