import { dropFile, expect, test } from "../fixtures.ts";

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
