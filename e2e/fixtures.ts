import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, type BrowserContext, expect, type Page } from "@playwright/test";
import yazl from "yazl";
import { openDatabase } from "../lib/db/client.ts";
import type { Role } from "../lib/domain/roles.ts";
import { localFiles } from "../lib/files/file-store.ts";
import { type Context, createContext, OPERATOR } from "../lib/services/context.ts";
import { addMember } from "../lib/services/people/add-member.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const REAL = path.resolve(ROOT, "../shared/data/swe-agent");

export const PROJECT = "express-checkout";

/** A run to bring in: a real one where they lie beside the project, else one written for it. */
export type RunFile = {
  file: string;
  name: string;
  isReal: boolean;
  trajectory: { action: string; observation: string; thought: string }[];
};

export function runFile(prefix: string, demo: string): RunFile {
  const real = existsSync(REAL)
    ? readdirSync(REAL).find((name) => name.startsWith(prefix) && name.endsWith(".traj"))
    : undefined;
  if (!real) console.log("No real runs beside the project (../shared/data): 1 without data");
  const file = real ? path.join(REAL, real) : path.join(ROOT, "prisma/demo", demo);
  const { trajectory } = JSON.parse(readFileSync(file, "utf8")) as RunFile;
  return { file, name: path.basename(file).replace(/\.traj$/, ""), isReal: real !== undefined, trajectory };
}

/** The operator of the studio under test, for what no screen does. */
type Operator = { operator(): Context };

type People = {
  /** A browser of its own, signed in as somebody new with this role. */
  signIn(role: Role): Promise<{ page: Page; context: BrowserContext; email: string; password: string }>;
};

let counter = 0;

export const test = base.extend<{ people: People } & Operator>({
  // oxlint-disable-next-line no-empty-pattern
  operator: async ({}, use) => {
    const { E2E_DATABASE_URL, E2E_DATA } = process.env;
    const db = openDatabase(E2E_DATABASE_URL ?? "");
    await use(() => createContext({ actor: OPERATOR, db, files: localFiles(path.join(E2E_DATA ?? "", "files")) }));
    await db.close();
  },
  people: async ({ browser, baseURL }, use) => {
    const { E2E_DATABASE_URL, E2E_DATA } = process.env;
    if (!E2E_DATABASE_URL || !E2E_DATA || !baseURL)
      throw new Error("Journeys run by `npm test`, which starts a studio for them.");
    const db = openDatabase(E2E_DATABASE_URL);
    const contexts: BrowserContext[] = [];
    await use({
      async signIn(role) {
        const operator = createContext({ actor: OPERATOR, db, files: localFiles(path.join(E2E_DATA, "files")) });
        const email = `${role}-${process.pid}-${(counter += 1)}@studio.example`;
        const { password } = await addMember(operator, { project: PROJECT, name: `${role} ${counter}`, email, role });
        const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
        contexts.push(context);
        // Many people sign in from one address here; the studio lets so many through in a minute.
        await expect
          .poll(
            async () => {
              const given = { data: { email, password }, headers: { origin: baseURL } };
              return (await context.request.post("/api/auth/sign-in/email", given)).status();
            },
            { timeout: 90_000, intervals: [0, 5000] },
          )
          .toBe(200);
        const page = await context.newPage();
        failOnTrouble(page);
        return { page, context, email, password: password ?? "" };
      },
    });
    await Promise.all(contexts.map((context) => context.close()));
    await db.close();
  },
});

export { expect };

/** A page that logs an error or breaks its security policy fails its journey. */
export function failOnTrouble(page: Page): void {
  page.on("pageerror", (error) => {
    throw error;
  });
  page.on("console", (message) => {
    const isNetwork = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isNetwork) throw new Error(`The page logged an error: ${message.text()}`);
  });
}

/** No serious or critical violation, in this state of the page. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = bad.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary?.slice(0, 200)}`)
        .join(" | ")}`,
  );
  expect(told, what).toEqual([]);
}

/** A zip of these files. */
export async function zipOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

/** Drops a file on the page as a person would. */
export async function dropFile(page: Page, file: { name: string; bytes: Buffer }): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], name));
      return data;
    },
    { name: file.name, base64: file.bytes.toString("base64") },
  );
  await page.getByRole("main").locator("> div").first().dispatchEvent("drop", { dataTransfer: transfer });
}

type Api = BrowserContext["request"];

/** Posts to the studio as the browser would and gives the reply. */
export async function post<T>(api: Api, address: string, body: object): Promise<T> {
  const origin = process.env.E2E_URL ?? "";
  const headers = { origin, "idempotency-key": crypto.randomUUID() };
  const reply = await api.post(address, { data: body, headers });
  expect(reply.status(), `${address}: ${await reply.text()}`).toBeLessThan(300);
  return (await reply.json()) as T;
}

/** Lets a run out without the screens: whatever was found in it is a fixture of this test. */
export async function letOut(api: Api, trajectoryId: string): Promise<void> {
  const governance = await api.get(`/api/v1/trajectories/${trajectoryId}/governance`);
  const { findings } = (await governance.json()) as { findings: { valueKey: string; status: string }[] };
  const open = new Set(findings.filter(({ status }) => status === "open").map(({ valueKey }) => valueKey));
  for (const key of open)
    await post(api, `/api/v1/projects/${PROJECT}/findings/${key}/verdict`, { verdict: "test_fixture" });
  await post(api, `/api/v1/trajectories/${trajectoryId}/clear`, {});
}

/** Freezes one run and fetches the rows of a profile. */
export async function exportRows<T>(api: Api, trajectoryId: string, profile: string): Promise<T[]> {
  const version = await post<{ id: string }>(api, `/api/v1/projects/${PROJECT}/datasets`, {
    name: `journey ${crypto.randomUUID()}`,
    query: { run: [trajectoryId] },
  });
  const made = await post<{ id: string }>(api, "/api/v1/exports", { project: PROJECT, versionId: version.id, profile });
  const address = `/api/v1/exports/${made.id}`;
  await expect
    .poll(async () => ((await (await api.get(`${address}?project=${PROJECT}`)).json()) as { status: string }).status)
    .toBe("finished");
  const file = await api.get(`${address}/download?project=${PROJECT}&file=data/${profile}.jsonl`);
  return (await file.text())
    .trim()
    .split("\n")
    .map((row) => JSON.parse(row) as T);
}
