import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, expectAccessible, PROJECT, test } from "../fixtures.ts";

test("a lead watches a run while its agent works, and it becomes a run like any other", async ({ people }) => {
  const { page } = await people.signIn("lead");
  const send = async (address: string, data: object) => {
    const reply = await page.request.post(address, { data });
    expect(reply.status(), await reply.text()).toBe(200);
    return (await reply.json()) as { trajectoryId: string; nextSeq: number; pending: number };
  };
  const step = (seq: number) => ({
    seq,
    thought: `Look at shelf ${seq}.`,
    action: { name: "bash", input: `cat shelf-${seq}.txt` },
    observation: `${seq} cups\n`,
    exitCode: 0,
  });
  const task = { instruction: "Count the cups on every shelf." };
  const { trajectoryId } = await send("/api/v1/trajectories", { project: PROJECT, runId: `live-${process.pid}`, task });
  await send(`/api/v1/trajectories/${trajectoryId}/steps`, { steps: [step(0), step(1)] });

  await page.goto(`/runs/${trajectoryId}#s2`);
  await expect(page.getByText("Live, 2 steps")).toBeVisible();
  await expect(page.locator('article[aria-current="step"]')).toHaveAttribute("data-step", "1");
  await expectAccessible(page, "a live run");

  // Whoever stands at the end is taken along; a gap is said.
  await send(`/api/v1/trajectories/${trajectoryId}/steps`, { steps: [step(2), step(4)] });
  await expect(page.locator('article[aria-current="step"]')).toHaveAttribute("data-step", "2");
  await expect(page.locator('article[data-step="2"]')).toContainText("Look at shelf 2.");
  await expect(page.getByText("Live, 3 steps, 1 waiting behind a gap")).toBeVisible();

  // Whoever reads an earlier step is left there.
  await page.keyboard.press("k");
  await expect(page.locator('article[aria-current="step"]')).toHaveAttribute("data-step", "1");
  await send(`/api/v1/trajectories/${trajectoryId}/steps`, { steps: [step(3)] });
  await expect(page.getByText("Live, 5 steps")).toBeVisible();
  await expect(page.locator('article[aria-current="step"]')).toHaveAttribute("data-step", "1");
  await page.keyboard.press(",");
  await expect(page.getByRole("dialog")).toContainText('"seq":1');
  await page.keyboard.press("Escape");

  await send(`/api/v1/trajectories/${trajectoryId}/seal`, { exitStatus: "submitted" });
  await expect(page.getByText("Live, 5 steps")).toBeHidden();
  const late = await page.request.post(`/api/v1/trajectories/${trajectoryId}/steps`, { data: { steps: [step(5)] } });
  expect(late.status()).toBe(409);
  expect(await late.text()).toContain("takes no more steps");
});

test("the example client of the documents sends a run with a key", async ({ people, baseURL }) => {
  const { page } = await people.signIn("admin");
  const made = await page.request.post("/api/v1/keys", {
    data: { project: PROJECT, name: "live", scopes: ["runs:import"] },
  });
  const { secret } = (await made.json()) as { secret: string };
  const client = path.resolve(import.meta.dirname, "../../docs/live-client.mjs");
  const env = { ...process.env, RUNTAPE_URL: baseURL ?? "", RUNTAPE_KEY: secret, RUNTAPE_PROJECT: PROJECT };
  const { stdout } = await promisify(execFile)(process.execPath, [client, String(Date.now())], { env });
  await page.goto(new URL(stdout.trim()).pathname);
  await expect(page.locator('article[data-step="4"]')).toContainText("Look at shelf 4.");
});
