import { dropFile, expect, expectAccessible, test, zipOf } from "../fixtures.ts";

const SESSION = `shop-${process.pid}`;
const line = (uuid: string, more: object) =>
  JSON.stringify({
    type: "user",
    uuid,
    parentUuid: null,
    sessionId: SESSION,
    isSidechain: false,
    timestamp: "2026-11-01T10:00:00.000Z",
    message: { role: "user", content: "Mend the shop." },
    ...more,
  });
const session = [
  line("1", {}),
  line("2", {
    type: "assistant",
    message: { id: "m", role: "assistant", content: [{ type: "tool_use", id: "t", name: "Task", input: { look: 1 } }] },
  }),
  line("3", {
    message: { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "Looked." }] },
    toolUseResult: { agentId: "a1" },
  }),
].join("\n");
const agent = line("8", { isSidechain: true, agentId: "a1", message: { role: "user", content: "Look around." } });

test("from the step that called a sub-agent to its run, and back to the step", async ({ people }) => {
  const { page } = await people.signIn("lead");
  await page.goto("/runs");
  const bytes = await zipOf({ [`${SESSION}/subagents/agent-a1.jsonl`]: agent, [`${SESSION}.jsonl`]: session });
  await dropFile(page, { name: "linked.zip", bytes });
  const panel = page.getByRole("region", { name: "Import" });
  await expect(panel.getByRole("status")).toHaveText(
    "2 files = 2 stored + 0 skipped + 0 quarantined + 0 rejected + 0 in progress",
  );
  await panel
    .getByRole("listitem")
    .filter({ hasText: `linked.zip/${SESSION}.jsonl` })
    .getByRole("link")
    .first()
    .press("Enter");
  const step = page.getByRole("article", { name: "Step 2" });
  await step.getByRole("link", { name: "opens agent-a1" }).press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("agent-a1");
  const links = page.getByRole("navigation", { name: "Linked runs" });
  await expectAccessible(page, "a run that another one called");
  await links.getByRole("link", { name: `called from step 2 of ${SESSION}` }).press("Enter");
  await expect(page).toHaveURL(/#s2$/);
  await expect(page.getByRole("article", { name: "Step 2" })).toHaveAttribute("aria-current", "step");
  await expectAccessible(page, "a step that called another run");
});
