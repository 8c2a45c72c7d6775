import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { dropFile, expect, expectAccessible, exportRows, letOut, PROJECT, test } from "../fixtures.ts";

// Put together here so that no scanner takes this file for a leak.
const SECRET = ["ghp", `k3Jd9Qw7Lm2Rt8Vx4Zb6Nc1Hf5Gs${String(process.pid).padStart(8, "7").slice(-8)}`].join("_");
const HIDDEN = "<SECRET:github-pat:1>";
const NAME = `relay-${process.pid}`;

const STEPS = [
  { thought: "I read the task first.", action: "cat README.md", observation: "The relay accepts port 0." },
  { thought: "The logger is at fault.", action: "cat src/logger.py", observation: "def log(line): ..." },
  { thought: "It is not. I try the token.", action: "env | grep TOKEN", observation: `RELAY_TOKEN=${SECRET}\nok` },
  { thought: "I push.", action: `git push https://x:${SECRET}@relay.example/a.git`, observation: "1 failed, 3 passed" },
  { thought: "The parser, then.", action: "sed -i 's/>= 0/> 0/' src/port.py", observation: "" },
  { thought: "Checked.", action: "python -m pytest -q", observation: "4 passed" },
];

const file = () =>
  Buffer.from(
    JSON.stringify({
      environment: NAME,
      trajectory: STEPS.map((step) => ({ ...step, response: "", state: "{}" })),
      history: [{ role: "user", content: "Port 0 must be refused.", agent: "main" }],
      info: { exit_status: "submitted", submission: "+ > 0" },
    }),
  );

const current = (page: Page) => page.locator('article[aria-current="step"]');

async function keys(page: Page, ...pressed: string[]): Promise<void> {
  for (const key of pressed) await page.keyboard.press(key);
}

async function openRun(page: Page): Promise<string> {
  await page.goto(`/runs?q=${NAME}`);
  await page.getByRole("link", { name: NAME }).click();
  await expect(current(page)).toHaveAttribute("data-step", "0");
  return page.url().split("/").at(-1)?.replace(/#.*/, "") ?? "";
}

async function expectNoSecret(page: Page): Promise<void> {
  // A failure would otherwise print the whole page.
  expect((await page.content()).includes(SECRET), `${page.url()} shows the secret`).toBe(false);
}

async function undo(page: Page): Promise<void> {
  const done = page.waitForResponse((reply) => reply.url().endsWith("/take-back"));
  await page.getByRole("button", { name: "Undo" }).click();
  expect((await done).status()).toBe(200);
}

/** Asks for an export on the version's page and gives its rows. */
async function exportOnScreen<T>(page: Page, profile: string): Promise<T[]> {
  await page.getByLabel("Profile").selectOption(profile);
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const card = page.getByRole("region", { name: `Export ${profile}` });
  await expect(card.getByText("finished")).toBeVisible();
  const href = (await card.getByRole("link", { name: `data/${profile}.jsonl` }).getAttribute("href")) ?? "";
  const whole = await page.request.get(href);
  const etag = whole.headers().etag ?? "";
  expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
  const part = await page.request.get(href, { headers: { range: "bytes=0-9", "if-range": etag } });
  expect([part.status(), await part.text()]).toEqual([206, (await whole.text()).slice(0, 10)]);
  return (await whole.text())
    .trim()
    .split("\n")
    .map((row) => JSON.parse(row) as T);
}

test("a messy run becomes a trainer's file: failures, a recovery, a secret found, hidden and cleared, frozen and exported", async ({
  people,
}) => {
  const lead = await people.signIn("lead");
  await lead.page.goto("/runs");
  await dropFile(lead.page, { name: `${NAME}.traj`, bytes: file() });
  await expect(lead.page.getByRole("region", { name: "Import" }).getByRole("status")).toHaveText(/1 file = 1 stored/);

  // The annotator sees what is hidden by its name and nothing else, and labels without the mouse.
  const { page } = await people.signIn("annotator");
  const trajectoryId = await openRun(page);
  await keys(page, "j", "j");
  await expect(current(page).getByText("SECRET:github-pat:1")).toBeVisible();
  await expectNoSecret(page);
  await expectAccessible(page, "a run with something hidden");
  await keys(page, "g", "g");
  for (const quality of ["q", "e", "w", "e", "q", "q"]) await keys(page, quality, "2");

  // A failure at step 2 that cites words of step 1, and one at step 4 that cites its step.
  await keys(page, "g", "g", "j", "f", "l", "k");
  await expect(current(page)).toHaveAttribute("data-step", "0");
  await keys(page, "i", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "v");
  const evidence = page.getByRole("list", { name: "Evidence" });
  await expect(evidence.getByRole("listitem")).toHaveText(/step 1.*\S/);
  await keys(page, "f", "3", "j", "j", "j", "f", "v", "v", "f", ".");
  await expect(page.getByRole("button", { name: "decided at step 4" })).toBeVisible();
  await expect(evidence.getByRole("listitem")).toHaveText("step 4");
  await keys(page, "t", "a");

  // A recovery from step 4 to step 6, what it was from and how it went.
  await keys(page, "m", "j", "j", "m");
  const recovery = page.locator('[data-dimension="recovery"]');
  await expect(recovery.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("test f");
  await keys(page, "Tab", "Tab", "Enter", "Escape");
  await expect(recovery.getByRole("button", { name: "improved" })).toHaveAttribute("aria-pressed", "true");
  await expect(recovery.getByRole("combobox")).toHaveValue("test_failure");
  await keys(page, "c");
  await page.keyboard.type("A good way back.");
  await keys(page, "Control+Enter", "o", "2");
  await expect(page.locator("[role=status][data-state=saved]")).toBeVisible();
  await expectAccessible(page, "a labelled run");
  await keys(page, "Enter");
  await expect(page).not.toHaveURL(new RegExp(trajectoryId));

  // The lead finds the value once for both places, confirms it and lets the run out.
  for (const address of ["/runs", `/runs/${trajectoryId}`, "/governance?tab=runs", `/datasets/new?q=${NAME}`]) {
    await lead.page.goto(address);
    await expect(lead.page.getByRole("main")).toBeVisible();
    await expectNoSecret(lead.page);
  }
  await expect(lead.page.getByLabel("What is selected")).toContainText("not cleared");
  const search = await lead.page.request.get(`/api/v1/trajectories?project=${PROJECT}&q=${SECRET}`);
  expect(((await search.json()) as { matching: number }).matching).toBe(0);
  const gate = await lead.page.request.get(`/api/v1/trajectories/${trajectoryId}/governance`);
  const [found] = ((await gate.json()) as { findings: { valueKey: string }[] }).findings;
  await lead.page.goto(`/governance?value=${found?.valueKey}`);
  const places = lead.page.getByRole("region", { name: "Places" });
  await expect(places.getByText(NAME)).toBeVisible();
  await expect(places.getByText("SECRET:github-pat:1")).toHaveCount(2);
  await expectNoSecret(lead.page);
  await expectAccessible(lead.page, "governance");
  await lead.page.keyboard.press("1");
  await expect(lead.page.getByRole("radio", { name: /Confirmed/ })).toBeChecked();
  await lead.page.goto("/governance?tab=runs&state=needs_review");
  await lead.page.getByRole("row", { name: NAME }).getByRole("button", { name: "Clear" }).click();
  await expect(lead.page.getByRole("row", { name: NAME })).toBeHidden();

  // Filter, preview, freeze.
  await lead.page.goto(`/datasets/new?q=${NAME}`);
  await expect(lead.page.getByLabel("What is selected")).toHaveText(/1run fits=1run in it/);
  await expectAccessible(lead.page, "new dataset");
  await lead.page.getByLabel("Name", { exact: true }).fill(NAME);
  await lead.page.getByRole("button", { name: "Freeze 1 run" }).click();
  await expect(lead.page.getByRole("heading", { name: NAME })).toBeVisible();
  await expect(lead.page.getByRole("row", { name: /trl-sft/ })).toContainText("1");
  await expectNoSecret(lead.page);
  await expectAccessible(lead.page, "a dataset version");

  type Message = { role: string; content: string; train?: number; tool_calls?: { function: { arguments: object } }[] };
  const [sft] = await exportOnScreen<{ messages: Message[] }>(lead.page, "trl-sft");
  const said = (text: string) => text.replaceAll(SECRET, HIDDEN);
  expect(sft?.messages).toEqual([
    { role: "user", content: "Port 0 must be refused." },
    ...STEPS.flatMap(({ thought, action, observation }, at) => [
      {
        role: "assistant",
        content: thought,
        reasoning_content: null,
        tool_calls: [
          {
            id: `call_00000${at + 1}`,
            type: "function",
            function: { name: expect.any(String), arguments: { command: said(action) } },
          },
        ],
        train: at === 1 || at === 3 ? 0 : 1,
      },
      expect.objectContaining({ role: "tool", content: said(observation) }),
    ]),
  ]);
  const [prm] = await exportOnScreen<{ prompt: string; completions: string[]; labels: boolean[] }>(
    lead.page,
    "trl-prm",
  );
  expect(prm?.prompt).toBe("Port 0 must be refused.");
  expect(prm?.completions).toEqual(
    STEPS.map(({ thought, action, observation }) =>
      [
        `Thought: ${thought}`,
        `Action: ${said(action)}`,
        ...(observation ? [`Observation: ${said(observation)}`] : []),
      ].join("\n"),
    ),
  );
  expect(prm?.labels).toEqual([true, false, true, false, true, true]);
  type AtifStep = { message: string; observation?: { results: { content: string }[] }; extra: object };
  const [atif] = await exportOnScreen<{ schema_version: string; steps: AtifStep[] }>(lead.page, "atif");
  expect(atif?.schema_version).toBe("ATIF-v1.7");
  expect(atif?.steps.map(({ message }) => message)).toEqual(STEPS.map(({ thought }) => thought));
  expect(atif?.steps[2]?.observation?.results).toMatchObject([{ content: said(STEPS[2]?.observation ?? "") }]);
  expect(JSON.stringify(atif?.steps[0]?.extra)).toContain(
    '{"dimension":"quality","value":{"label":"good","type":"label"}}',
  );

  // A mark that comes later closes the door again, for the files that exist too.
  const download = `/api/v1/exports/x/download`;
  const href = (await lead.page.getByRole("link", { name: "data/trl-sft.jsonl" }).getAttribute("href")) ?? download;
  await openRun(page);
  await keys(page, "G", "l");
  await expect(page.getByText(/Marked as licence/)).toBeVisible();
  await expect.poll(async () => (await lead.page.request.get(href)).status()).toBe(409);
  await lead.page.reload();
  await expect(lead.page.getByText("no longer clear")).toBeVisible();
  await undo(page);
  await expect.poll(async () => (await lead.page.request.get(href)).status()).toBe(200);

  const logs = path.join(process.env.E2E_DATA ?? "", "logs");
  for (const name of readdirSync(logs)) expect(readFileSync(path.join(logs, name), "utf8")).not.toContain(SECRET);
});

test("text selected with the mouse is cited, or hidden from everyone else", async ({ people }) => {
  const { page } = await people.signIn("annotator");
  await page.goto("/runs?q=checkout-lucky");
  await page.getByRole("link", { name: "checkout-lucky-patch" }).click();
  await expect(current(page)).toHaveAttribute("data-step", "0");
  await keys(page, "f", "h");
  const line = current(page).locator("[data-field] [data-start]").first();
  const words = (await line.innerText()).trim();
  await line.dblclick();
  const bar = page.getByRole("toolbar", { name: "Selected text" });
  await expect(bar).toBeVisible();
  await bar.getByRole("button", { name: "Cite" }).click();
  const quote = page.getByRole("list", { name: "Evidence" }).locator("bdi");
  expect(words).toContain((await quote.innerText()).trim());

  await line.dblclick();
  await bar.getByLabel("Mark the selected text as").selectOption("customer_data");
  await expect(page.getByText(/Marked as customer data/)).toBeVisible();
  const other = await people.signIn("annotator");
  await other.page.goto(page.url());
  await expect(
    current(other.page)
      .getByText(/CUSTOMER-DATA:marked:1/)
      .first(),
  ).toBeVisible();
  await undo(page);
  await other.page.reload();
  await expect(current(other.page).getByText(words).first()).toBeVisible();
});

test("hard text survives: NUL, half pairs, hostile keys and numbers beyond doubles, shown and exported exactly", async ({
  people,
}) => {
  const { page, context } = await people.signIn("lead");
  const hard = "nul \0 high \ud800 low \udc00 end";
  const args = '{"id": 9007199254740993, "__proto__": {"a": 1}, "price": 1.10}';
  const name = `hard-${process.pid}`;
  const call = `{"id":"a","type":"function","function":{"name":"bash","arguments":${args}}}`;
  const text = JSON.stringify(hard);
  await page.goto("/runs");
  await dropFile(page, {
    name: `${name}.jsonl`,
    bytes: Buffer.from(
      `{"messages":[{"role":"user","content":${text}},{"role":"assistant","content":null,"tool_calls":[${call}]},{"role":"tool","tool_call_id":"a","content":${text}}],"model":"${name}"}\n`,
    ),
  });
  const panel = page.getByRole("region", { name: "Import" });
  await expect(panel.getByRole("status")).toHaveText(/1 file = 1 stored/);
  await panel.getByRole("link", { name: "open run" }).click();
  for (const shown of ["␀", "⟨U+D800⟩", "⟨U+DC00⟩"]) await expect(current(page).getByText(shown).first()).toBeVisible();
  await keys(page, "j");
  await expect(current(page).getByText("9007199254740993").first()).toBeVisible();
  await expect(current(page).getByText("__proto__").first()).toBeVisible();
  const trajectoryId = page.url().split("/").at(-1)?.replace(/#.*/, "") ?? "";
  await letOut(context.request, trajectoryId);
  type Row = { steps: { message: string | null; action: string | null; observation: string | null }[] };
  const [row] = await exportRows<Row>(context.request, trajectoryId, "studio-full");
  expect(row?.steps).toMatchObject([{ message: hard }, { action: args, observation: hard }]);
  await page.goto(`/datasets?project=${PROJECT}`);
  await expect(page.getByRole("row").nth(1)).toBeVisible();
});
