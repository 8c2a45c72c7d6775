import { expect, PROJECT, test } from "../fixtures.ts";

const STEPS = 5000;

test("a run of 5,000 steps opens at once, goes to its end and to a link in the middle, and the page does not grow", async ({
  people,
}) => {
  const { page } = await people.signIn("lead");
  const trajectory = Array.from({ length: STEPS }, (_, index) => ({
    action: `echo ${index}\n`,
    observation: `${index}\n`.repeat((index % 40) + 1),
    thought: `Step number ${index + 1} of ${process.pid}.`,
    response: "",
  }));
  const sent = await page.request.post(`/api/v1/imports?project=${PROJECT}&name=long.traj`, {
    data: Buffer.from(JSON.stringify({ trajectory, info: {} })),
    headers: { "content-type": "application/octet-stream" },
  });
  const { importId } = (await sent.json()) as { importId: string };
  const run = async () => {
    const reply = await page.request.get(`/api/v1/imports/${importId}/files?project=${PROJECT}`);
    return ((await reply.json()) as { files: { trajectories: { id: string; steps: number }[] }[] }).files[0]
      ?.trajectories[0];
  };
  await expect.poll(async () => (await run())?.steps, { timeout: 20_000 }).toBe(STEPS);
  const address = `/runs/${(await run())?.id}`;
  const current = page.locator('article[aria-current="step"]');
  const elements = () => page.evaluate(() => document.querySelectorAll("*").length);

  await page.goto(address);
  await expect(current).toContainText(`Step number 1 of ${process.pid}.`);
  const atStart = await elements();
  await page.keyboard.press("g");
  await page.keyboard.press("l");
  await expect(current).toHaveAttribute("data-step", String(STEPS - 1));
  await expect(current).toContainText(`Step number ${STEPS} of`);
  await page.goto(`${address}?again#s4500`);
  await expect(current).toHaveAttribute("data-step", "4499");
  await expect(current).toBeInViewport();
  await expect(current).toContainText("Step number 4500 of");
  expect(await elements()).toBeLessThan(atStart * 1.5);
});
