import { fakeValue } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";

const TYPES: Record<string, string> = {
  ghp_: "github-pat",
  gho_: "github-oauth-token",
  ghu_: "github-app-token",
  ghs_: "github-app-token",
  ghr_: "github-refresh-token",
  gith: "github-pat",
};
const token = (prefix: string, length = 36) => [prefix, fakeValue(length)].join("_");

/**
 * Prefixes of "Behind GitHub's new authentication token formats" (github.blog, 2021). 36 units today; GitHub says that
 * they may grow to 255. Fine-grained ones have 82 after their prefix; shorter ones are taken too, they may be cut.
 */
export const githubToken = patternRule({
  id: "github-token",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "GitHub personal, OAuth, app or refresh token",
  keywords: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
  patterns: [
    /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}(?![A-Za-z0-9_])/dg,
    /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{36,255}(?![A-Za-z0-9_])/dg,
  ],
  typeOf: (value) => TYPES[value.slice(0, 4)] ?? "github-pat",
  accepts: (value) => !isFiller(value),
  hits: [
    `REPO_TOKEN=«${token("ghp")}»`,
    `git clone https://x:«${token("gho")}»@github.com/a/b`,
    `"token": "«${token("ghu")}»"`,
    `«${token("ghs")}»`,
    `😀\n«${token("ghr")}»\n`,
    `export GH='«${token("github_pat", 22)}_${fakeValue(59)}»'`,
  ],
  misses: [`ghp_${"x".repeat(36)}`, token("ghp", 35), `a${token("ghp")}`, "ghp_short", `${token("ghp")}_more`],
});
