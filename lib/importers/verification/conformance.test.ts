import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readVerification } from "./read-verification.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const FOLDER = path.join(DATA, "mini-swe-agent");
const isPresent = existsSync(FOLDER);
if (!isPresent) console.log("No real reports beside the project (../shared/data): 2 without data");

type Report = { resolved: boolean; tests_status: Record<string, { success: string[]; failure: string[] }> };

const instances = isPresent
  ? readdirSync(FOLDER).filter((name) => existsSync(path.join(FOLDER, name, "report.json")))
  : [];

describe.runIf(isPresent)("real reports of SWE-bench", () => {
  it("are all read", () => {
    expect(instances.length).toBeGreaterThanOrEqual(24);
    let resolved = 0;
    for (const name of instances) {
      const bytes = readFileSync(path.join(FOLDER, name, "report.json"));
      const report = JSON.parse(bytes.toString()) as Report;
      const { FAIL_TO_PASS: failToPass, PASS_TO_PASS: passToPass } = report.tests_status;
      const found = readVerification(bytes, `${name}/report.json`);
      const stated = { kind: "swe-bench-report", instanceId: name, resolved: report.resolved, reward: null };
      expect(found, name).toEqual({ ...stated, tests: { failToPass, passToPass } });
      // By the benchmark's own rule; it shows that no list was taken for another.
      const failures = [found?.tests?.failToPass.failure, found?.tests?.passToPass.failure].flat();
      expect(found?.resolved, name).toBe(failures.length === 0);
      const keyed = readVerification(Buffer.from(JSON.stringify({ [name]: report })), "report.json");
      expect(keyed, name).toEqual(found);
      if (found?.resolved) resolved += 1;
    }
    expect([resolved > 0, resolved < instances.length]).toEqual([true, true]);
  });

  it("are the only ones among all real files", () => {
    const names = readdirSync(DATA, { recursive: true, encoding: "utf8" }).filter(
      (name) => /\.(?:json|txt)$/.test(name) && statSync(path.join(DATA, name)).size < 2_000_000,
    );
    const found = names.filter((name) => readVerification(readFileSync(path.join(DATA, name)), name) !== null);
    expect(found.sort()).toEqual(instances.map((name) => `mini-swe-agent/${name}/report.json`).sort());
  });
});
