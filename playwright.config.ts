import { defineConfig } from "@playwright/test";
import { findBrowser } from "./bin/browser.mjs";

// A studio under test talks to nobody; neither should the browser.
const quiet = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
// Chromium's sandbox does not work for root.
const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export default defineConfig({
  timeout: 120_000,
  testDir: "e2e/journeys",
  reporter: "list",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  use: {
    baseURL: process.env.E2E_URL,
    trace: "off",
    launchOptions: { executablePath: await findBrowser({ mayInstall: false }), args: [...sandbox, ...quiet] },
  },
});
