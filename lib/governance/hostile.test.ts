import { describe, expect, it } from "vitest";
import { fakeValue } from "./fake-value.ts";
import { scanText } from "./scan-text.ts";

const SIZE = 100_000;
const fill = (piece: string, size = SIZE) => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
const BEGIN = "-----BEGIN RSA PRIVATE KEY-----\n";

const PLAIN = fill("The quick brown fox jumps over the lazy dog, and runs on.\n");
const HOSTILE: [string, string][] = [
  ["one letter", fill("a")],
  ["BEGIN x 10k", "-----BEGIN".repeat(10_000)],
  ["key markers", fill(BEGIN)],
  ["keys without END", fill(`${BEGIN}${fakeValue(64)}\n`)],
  ["AKIA x 50k", "AKIA".repeat(50_000)],
  ["tokens", fill(`${["ghp", fakeValue(36)].join("_")}\n`)],
  ["long base64", Buffer.from(fill("what a long text this is ")).toString("base64")],
  ["base64 in lines", fill(`${fakeValue(76)}\n`)],
  ["at signs", fill("a@b.c ")],
  ["names", fill("token=")],
  ["quoted names", fill('token="')],
  ["blanks after a name", `aws_secret_access_key${fill(" ")}`],
  ["backslashes", fill("\\")],
  ["escapes of escapes", fill("\\\\n")],
  ["percent signs", fill("%41")],
  ["open terminal sequences", fill("\u001b]0;a")],
  ["signs", fill("+a\n")],
  ["full lines", fill(`${fill("a1", 80)}\n`)],
  ["addresses", fill("postgres://a:b")],
  ["digits", fill("4111 ")],
  ["dashes", fill("1-2")],
  ["dots", fill("SG.a.")],
  ["web tokens", fill("eyJ.eyJ.")],
  ["lone surrogates", fill("\ud800")],
];

/** The fastest of three, in ms: a busy machine makes single runs slow, never fast. */
async function fastest(text: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run += 1) {
    const began = performance.now();
    await scanText(text);
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

/** Measured: 9 at most. Quadratic work on 100 000 units would be in the thousands. */
const MAX_RATIO = 80;

describe("100 KB of hostile text", () => {
  it.each(HOSTILE)("%s: a small multiple of plain text", async (_name, text) => {
    const plainMs = await fastest(PLAIN);
    expect((await fastest(text)) / text.length).toBeLessThan((MAX_RATIO * plainMs) / PLAIN.length);
  });
});
