import { describe, expect, it } from "vitest";
import { collect, codesOf, runsOf } from "../collect.ts";
import { atif } from "./atif.ts";

const SIZES = [1, 7, 64, 1000, 1_000_000];
const document = (id: string) =>
  JSON.stringify({
    schema_version: "ATIF-v1.6",
    session_id: id,
    agent: { name: "shopfront", version: "1" },
    steps: [{ step_id: 1, source: "user", message: "Count the cups." }],
  });

describe("a first document that is broken", () => {
  it("holds back itself alone where each line is one, in chunks of any size", async () => {
    const lines = [document("a").replace('"steps"', "steps"), document("b"), document("c")].join("\n");
    const whole = await collect(atif, lines, { size: 1_000_000 });
    expect(runsOf(whole).map(({ run }) => run.runId)).toEqual(["b", "c"]);
    for (const size of SIZES) expect(await collect(atif, lines, { size })).toEqual(whole);
  });

  it("is one problem where it stands over several lines, in chunks of any size", async () => {
    const pretty = JSON.stringify(JSON.parse(document("a")), null, 2);
    const broken = pretty.replace('"agent": {', '"agent {').replace('"user"', '"us}er');
    const whole = await collect(atif, `${broken}\n`, { size: 1_000_000 });
    expect(runsOf(whole)).toEqual([]);
    expect(codesOf(whole)).toEqual(["syntax"]);
    for (const size of SIZES) expect(await collect(atif, `${broken}\n`, { size })).toEqual(whole);
  });
});
