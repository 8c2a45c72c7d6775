import { patternRule } from "../define-rule.ts";

/** Printed in wallets and advertisements, and void since (ssa.gov, "Social Security Cards issued by Woolworth"). */
const VOID = new Set([["078", "05", "1120"].join("-"), ["219", "09", "9999"].join("-")]);
const ssn = (area: string, group: string, serial: string) => [area, group, serial].join("-");

/**
 * US Social Security number with its dashes. Area 000, 666 and 900-999, group 00 and serial 0000 were never given
 * (ssa.gov, "Social Security Number Randomization").
 */
export const usSsn = patternRule({
  id: "us-ssn",
  version: "1",
  kind: "pii",
  severity: "medium",
  description: "US Social Security number",
  keywords: ["-"],
  patterns: [/(?<![A-Za-z0-9._-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![A-Za-z0-9_-]|\.\d)/dg],
  accepts: (value) => !VOID.has(value),
  hits: [`SSN: «${ssn("536", "22", "8145")}».`, `"ssn":"«${ssn("001", "01", "0001")}»"`],
  misses: [
    ssn("000", "12", "3456"),
    ssn("666", "12", "3456"),
    ssn("900", "12", "3456"),
    ssn("536", "00", "8145"),
    ssn("536", "22", "0000"),
    ...VOID,
    `+1-${ssn("536", "22", "8145")}`,
    `${ssn("536", "22", "8145")}-1`,
    "536228145",
    "2024-05-1120",
  ],
});
