import { createHash } from "node:crypto";
import { dropFile, expect, PROJECT, test } from "../fixtures.ts";

/** Unlike any run of an earlier try, so that it is stored and not skipped. */
const good = JSON.stringify({
  environment: "e",
  trajectory: [
    {
      action: "ls\n",
      observation: "\u001b]0;owned\u0007<img src=x onerror=alert(1)>\u202Efdp.exe\n",
      thought: `told apart ${process.pid}`,
      response: "r",
    },
  ],
  history: [],
  info: {},
});

test("bad files are told apart with place and reason, the good one between them is stored, the studio lives on", async ({
  people,
}) => {
  const { page } = await people.signIn("engineer");
  await page.goto("/runs");
  const files: [string, Buffer, RegExp][] = [
    ["empty.traj", Buffer.alloc(0), /The file is empty/],
    ["truncated.traj", Buffer.from(good.slice(0, 90)), /truncated/],
    ["picture.traj", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), /PNG image/],
    ["deep.traj", Buffer.from(`{"trajectory":${"[".repeat(5000)}${"]".repeat(5000)}}`), /depth/],
    ["nul.traj", Buffer.from(good.replace("ls", "l\u0000s")), /syntax|NUL/],
    ["good.traj", Buffer.from(good), /stored/i],
  ];
  const panel = page.getByRole("region", { name: "Import" });
  for (const [name, bytes, sentence] of files) {
    await dropFile(page, { name, bytes });
    await expect(panel.getByRole("listitem").filter({ hasText: name })).toContainText(sentence);
  }
  await expect(panel.getByRole("status")).toHaveText(
    "6 files = 1 stored + 0 skipped + 3 quarantined + 2 rejected + 0 in progress",
  );

  await dropFile(page, { name: "again.traj", bytes: Buffer.from(good) });
  await expect(panel.getByRole("listitem").filter({ hasText: "again.traj" })).toContainText(
    "The same bytes were stored",
  );
  await panel.getByRole("listitem").filter({ hasText: "good.traj" }).getByRole("link", { name: "open run" }).click();
  const step = page.locator('article[data-step="0"]');
  await expect(step).toContainText("⟨ESC⟩");
  await expect(step).toContainText("<img src=x onerror=alert(1)>");
  await expect(step).toContainText("⟨U+202E⟩");
  expect(await step.locator("img").count()).toBe(0);
});

test("an upload of 12 MB arrives whole: the bytes that are kept are the bytes that were sent", async ({ people }) => {
  const { page } = await people.signIn("engineer");
  const observation = "a long observation, line by line\n".repeat(380_000);
  const bytes = Buffer.from(
    JSON.stringify({
      trajectory: [{ action: "cat big\n", observation, thought: `${process.pid}`, response: "" }],
      info: {},
    }),
  );
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const sent = await page.request.post(`/api/v1/imports?project=${PROJECT}&name=big.traj&sha256=${sha256}`, {
    data: bytes,
    headers: { "content-type": "application/octet-stream" },
  });
  expect(sent.status()).toBe(202);
  const { importId, file } = (await sent.json()) as { importId: string; file: { sha256: string; sizeBytes: number } };
  expect(file).toMatchObject({ sha256, sizeBytes: bytes.byteLength });
  const state = async () => {
    const reply = await page.request.get(`/api/v1/imports/${importId}/files?project=${PROJECT}`);
    return ((await reply.json()) as { files: { status: string; trajectories: { id: string }[] }[] }).files[0];
  };
  await expect.poll(async () => (await state())?.status, { timeout: 20_000 }).toBe("stored");
  await page.goto(`/runs/${(await state())?.trajectories[0]?.id}`);
  await expect(page.locator('article[data-step="0"]')).toContainText("more characters not loaded");
  const wrong = await page.request.post(`/api/v1/imports?project=${PROJECT}&name=other.traj&sha256=${"0".repeat(64)}`, {
    data: Buffer.from("{}"),
    headers: { "content-type": "application/octet-stream" },
  });
  expect(wrong.status()).toBe(400);
});
