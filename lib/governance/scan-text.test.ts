import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { seededRandom } from "../domain/seeded-random.ts";
import { readCase } from "./define-rule.ts";
import { BASE32, BASE64, fakeValue, HEX } from "./fake-value.ts";
import { RULES } from "./ruleset.ts";
import { ScanIncomplete, scanText } from "./scan-text.ts";

const AWS = `AKIA${fakeValue(16, BASE32)}`;
const GITHUB = ["ghp", fakeValue(36)].join("_");
const ADDRESS = ["ada", "firm.de"].join("@");
const marker = (side: string) => `-----${side} RSA PRIVATE KEY-----`;
const keyBlock = (lines: number) => {
  const body = Array.from({ length: lines }, (_, line) => fakeValue(64, BASE64, line));
  return [marker("BEGIN"), ...body, marker("END")].join("\n");
};
const base64 = (text: string) => Buffer.from(text).toString("base64");
const split = (text: string, at: number, between: string) => text.slice(0, at) + between + text.slice(at);

afterEach(() => void vi.restoreAllMocks());

describe("scanText finds values however they are written", () => {
  const json = JSON.stringify({ command: `echo 😀\nexport KEY=«${AWS}»\nmail «${ADDRESS}»\t«${GITHUB}»` });
  const cases: [string, string, string[]][] = [
    ["plain", `KEY=«${AWS}» 😀 TOKEN=«${GITHUB}»`, ["aws-access-key-id", "github-pat"]],
    ["JSON", json, ["aws-access-key-id", "email", "github-pat"]],
    ["JSON in JSON", JSON.stringify(json), ["aws-access-key-id", "email", "github-pat"]],
    ["an escaped letter", `"«\\u0041${AWS.slice(1)}»"`, ["aws-access-key-id"]],
    ["a key block in JSON", JSON.stringify({ key: `«${keyBlock(20)}»` }), ["private-key"]],
    ["a generic key in JSON", `{\\"api_key\\": \\"«${fakeValue(24)}»\\"}`, ["generic-api-key"]],
    ["coloured", `\u001b[32m«${split(GITHUB, 9, "\u001b[0m\u001b[1m")}»\u001b[0m`, ["github-pat"]],
    ["a coloured address", `\u001b[31m«${ADDRESS}»\u001b[0m`, ["email"]],
    ["base64", `data: «${base64(`KEY=${AWS}\n`)}» end`, ["aws-access-key-id"]],
    [
      "base64 in lines",
      `«${base64(`${"x".repeat(70)} ${AWS} ${"y".repeat(70)}`).replace(/.{76}/g, "$&\n")}»`,
      ["aws-access-key-id"],
    ],
    [
      "base64 in JSON in lines",
      JSON.stringify(`«${base64(`${"x".repeat(70)} ${AWS}`).replace(/.{76}/g, "$&\n")}»\n`),
      ["aws-access-key-id"],
    ],
    ["base64 in base64", `«${base64(base64(`the key is ${AWS}`))}»`, ["aws-access-key-id"]],
    ["percent signs", `?dsn=postgres%3A%2F%2Fapp%3A«${fakeValue(12)}»%40db%2Fapp&x=1`, ["database-url"]],
    ["a percent sign inside", `token=«${GITHUB.replace("_", "%5F")}»`, ["github-pat"]],
    ["wrapped at 80", `${"w".repeat(60)} «${split(GITHUB, 19, "\n")}» and on`, ["github-pat"]],
    ["wrapped and coloured", `\u001b[1m${"w".repeat(60)} «${split(GITHUB, 19, "\n")}»\u001b[0m`, ["github-pat"]],
    [
      "wrapped at a width of its own",
      `${"v".repeat(37)}\n${"w".repeat(31)} «${split(AWS, 5, "\n")}»\n`,
      ["aws-access-key-id"],
    ],
    ["a diff", `@@ -0,0 +1,9 @@\n+«${keyBlock(6).replaceAll("\n", "\n+")}»\n`, ["private-key"]],
    ["a diff in JSON", JSON.stringify(`\n-«${keyBlock(6).replaceAll("\n", "\n-")}»\n`), ["private-key"]],
    ["behind a backslash that escapes nothing", `C:\\«${["npm", fakeValue(36)].join("_")}»`, ["npm-token"]],
    ["a zero-width space", `«${split(AWS, 9, "\u200b")}»`, ["aws-access-key-id"]],
    ["one name for two rules", `api_key = "«${GITHUB}»"`, ["github-pat"]],
    ["an address in an address", `postgres://app:«${fakeValue(10)}»@db.firm.com/app`, ["database-url"]],
    ["a comment that would switch secretlint off", `/* secretlint-disable */ «${GITHUB}»`, ["github-pat"]],
  ];
  it.each(cases)("%s", async (_name, marked, types) => {
    const { text, values } = readCase(marked);
    const hits = await scanText(text);
    expect(hits.map(({ start, end }) => ({ start, end }))).toEqual(values);
    expect(hits.map(({ type }) => type)).toEqual(types);
  });

  it.each([
    ["nothing", ""],
    ["UUIDs", Array.from({ length: 50 }, (_, n) => `id: 123e4567-e89b-42d3-a456-4266141740${10 + n}`).join("\n")],
    [
      "hashes",
      Array.from({ length: 50 }, (_, n) => `commit ${fakeValue(40, HEX, n)} sha256:${fakeValue(64, HEX, n)}`).join(
        "\n",
      ),
    ],
    [
      "a lock file",
      `"resolved": "https://registry.example/a/-/a-1.0.0.tgz",\n"integrity": "sha512-${fakeValue(86, BASE64)}=="`,
    ],
    ["a picture", `data:image/png;base64,${fakeValue(60_000, BASE64)}`],
    [
      "our placeholders",
      'api_key = "<SECRET:generic-api-key:1>"\npostgres://a:<SECRET:database-url:1>@db <PII:email:2>',
    ],
    ["a masked value", "token=████████████████████ ghp_************************************"],
    ["paths", "/usr/lib/python3.11/site-packages/some_package/authentication/tokens.py:1234"],
    ["stamps and floats", "1730000000000000000 0.4539148803436467 4539148803436467.25 2024-05-1120"],
  ])("and nothing in %s", async (_name, text) => {
    expect(await scanText(text)).toEqual([]);
  });
});

describe("scanText on the demo", () => {
  it("finds both planted keys exactly, in the file as it is and in its texts", async () => {
    const file = path.resolve(import.meta.dirname, "../../prisma/demo/checkout-leaked-key.traj");
    const raw = readFileSync(file, "utf8");
    const key = ["AKIA", "EXAMPLE7", "SHOPF4KE"].join("");
    const token = ["ghp", "EXAMPLE7fake0000shopfront9111demo222"].join("_");
    const places = (text: string) =>
      [key, token]
        .flatMap((value) =>
          [...text.matchAll(new RegExp(value, "g"))].map(({ index }) => [index, index + value.length]),
        )
        .sort(([a = 0], [b = 0]) => a - b);
    const found = async (text: string) => (await scanText(text)).map(({ start, end }) => [start, end]);
    expect(places(raw).length).toBeGreaterThanOrEqual(8);
    expect(await found(raw)).toEqual(places(raw));
    const decoded = raw.replaceAll("\\n", "\n");
    expect(await found(decoded)).toEqual(places(decoded));
  });
});

describe("scanText in chunks", () => {
  const random = seededRandom(5);
  const words = () => Array.from({ length: Math.floor(random() * 400) }, () => "lorem ipsum dolor\n").join("");
  const secrets = [
    `KEY=«${AWS}»\n`,
    `«${GITHUB}» `,
    `<«${ADDRESS}»>`,
    `\n«${keyBlock(90)}»\n`,
    `api_key = "«${fakeValue(30)}»"\n`,
  ];
  const marked = Array.from({ length: 120 }, (_, n) => words() + (secrets[n % secrets.length] ?? "")).join("");
  const { text, values } = readCase(marked);

  it.each([8192, 16_384, 30_011, 100_003])(
    "of %i units finds what is there, cut where it may be",
    async (chunkUnits) => {
      expect(text.length).toBeGreaterThan(200_000);
      const hits = await scanText(text, { chunkUnits, overlapUnits: 1024 });
      expect(hits.map(({ start, end }) => ({ start, end }))).toEqual(values);
    },
  );

  it("of its own size too", async () => {
    const long = "lorem ipsum dolor\n".repeat(58_254);
    expect(long.length).toBeLessThan(1 << 20);
    const { text: cut, values: wanted } = readCase(`${long}KEY=«${AWS}» «${keyBlock(100)}»`);
    expect(cut.length).toBeGreaterThan(1 << 20);
    expect((await scanText(cut)).map(({ start, end }) => ({ start, end }))).toEqual(wanted);
  });
});

describe("a scan that did not come to its end", () => {
  const text = `KEY=${AWS}`;

  it("throws when the budget is used up", async () => {
    let clockMs = 0;
    const now = () => (clockMs += 10);
    const scan = scanText(text, { budgetMs: 95, now });
    await expect(scan).rejects.toBeInstanceOf(ScanIncomplete);
    await expect(scan).rejects.toMatchObject({ start: 0, end: text.length });
    await expect(scan).rejects.not.toThrow(AWS);
  });

  it("throws when a rule fails, and does not pass on what it said", async () => {
    const [first] = RULES;
    if (!first) throw new Error("no rules");
    vi.spyOn(first, "find").mockRejectedValue(new RangeError(`no place for ${AWS}`));
    const error = await scanText(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ScanIncomplete);
    expect(error).toMatchObject({ at: first.id });
    expect(error).not.toHaveProperty("cause");
    expect(String(error)).toContain("RangeError");
    expect(String(error)).not.toContain(AWS);
  });

  it("has a budget of its own for every chunk", async () => {
    let clockMs = 0;
    const now = () => (clockMs += 1);
    const hits = await scanText("lorem ipsum ".repeat(5000), {
      budgetMs: 200,
      now,
      chunkUnits: 8192,
      overlapUnits: 1024,
    });
    expect(hits).toEqual([]);
    expect(clockMs).toBeGreaterThan(200);
  });

  it("keeps the found text out of its hits", async () => {
    expect(JSON.stringify(await scanText(text))).not.toContain(AWS);
  });
});
