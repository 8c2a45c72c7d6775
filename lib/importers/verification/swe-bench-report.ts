import { z } from "zod";
import type { Verification } from "./verification.ts";

const Tests = z.object({ success: z.array(z.string()), failure: z.array(z.string()) });

/** One instance in `report.json`; without a patch, or when it did not apply, there are no tests. */
const Report = z.looseObject({
  resolved: z.boolean(),
  patch_exists: z.boolean(),
  tests_status: z.looseObject({ FAIL_TO_PASS: Tests, PASS_TO_PASS: Tests }).nullish().catch(null),
});

/** `django__django-10999`: owner, name, number of the pull request. */
const INSTANCE = /^[\w.-]+__[\w.-]+-\d+$/;

/**
 * SWE-bench's `report.json` (swebench/harness/grading.py): keyed by the instance, or flat as mini-swe-agent keeps it in
 * a folder named for the instance. Null for anything else, and for a report of several instances.
 */
export function readReport(root: unknown, fileName: string): Verification | null {
  const flat = Report.safeParse(root).data;
  if (flat) return verificationOf(flat, folderOf(fileName));
  const [entry, ...more] = typeof root === "object" && root !== null ? Object.entries(root) : [];
  if (entry === undefined || more.length > 0 || Array.isArray(root)) return null;
  const [instanceId, value] = entry;
  const keyed = Report.safeParse(value).data;
  return keyed ? verificationOf(keyed, instanceId) : null;
}

function verificationOf(
  { resolved, tests_status: tests }: z.infer<typeof Report>,
  instanceId: string | null,
): Verification {
  return {
    kind: "swe-bench-report",
    instanceId,
    resolved,
    reward: null,
    tests: tests ? { failToPass: tests.FAIL_TO_PASS, passToPass: tests.PASS_TO_PASS } : null,
  };
}

function folderOf(fileName: string): string | null {
  const folder = fileName.split(/[\\/]/).at(-2) ?? "";
  return INSTANCE.test(folder) ? folder : null;
}
