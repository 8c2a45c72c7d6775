import { fakeValue, HEX } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";

/**
 * Tokens with a mark of their own that the preset of secretlint 11 does not know, by placeholder type. Marks and lengths
 * as the providers document them and gitleaks' rules (MIT) list them; lengths are taken a little wider.
 */
const FORMATS: Record<string, RegExp> = {
  "gitlab-token": /gl(?:pat|ptt|dt|rt|cbt|oas|ft|imt|agent)-[A-Za-z0-9_.-]{20,300}/,
  "huggingface-token": /(?:hf|api_org)_[A-Za-z0-9]{30,64}/,
  "groq-api-key": /gsk_[A-Za-z0-9]{40,64}/,
  "xai-api-key": /xai-[A-Za-z0-9]{60,100}/,
  "replicate-token": /r8_[A-Za-z0-9]{37}/,
  "perplexity-api-key": /pplx-[A-Za-z0-9]{40,64}/,
  "langfuse-secret-key": /sk-lf-[0-9a-f-]{36}/,
  "langsmith-api-key": /lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/,
  "tavily-api-key": /tvly-(?:dev-|prod-)?[A-Za-z0-9]{20,64}/,
  "e2b-api-key": /e2b_[0-9a-f]{40}/,
  "elevenlabs-api-key": /sk_[0-9a-f]{48}/,
  "pypi-token": /pypi-AgE[A-Za-z0-9_-]{50,1000}/,
  "docker-token": /dckr_[po]at_[A-Za-z0-9_-]{27,36}/,
  "digitalocean-token": /do[opr]_v1_[0-9a-f]{64}/,
  "databricks-token": /dapi[0-9a-f]{32}(?:-\d)?/,
  "vault-token": /hv[sbr]\.[A-Za-z0-9_-]{24,300}/,
  "grafana-token": /glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}/,
  "notion-token": /ntn_[A-Za-z0-9]{40,64}/,
  "figma-token": /figd_[A-Za-z0-9_-]{38,64}/,
  "sentry-token": /sntry[su]_[A-Za-z0-9+/=_-]{40,400}/,
  "supabase-token": /sbp_[0-9a-f]{40}/,
  "doppler-token": /dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{40,80}/,
  "telegram-bot-token": /\d{8,10}:AA[A-Za-z0-9_-]{33}/,
  "atlassian-token": /ATATT3[A-Za-z0-9_=-]{100,300}/,
};
const FORMS = Object.entries(FORMATS).map(([type, { source }]) => ({ type, form: new RegExp(`^(?:${source})$`) }));

const between = (source: string) => `(?<![A-Za-z0-9_])(?:${source})(?![A-Za-z0-9_])`;
const ANY = new RegExp(
  Object.values(FORMATS)
    .map(({ source }) => between(source))
    .join("|"),
  "dg",
);

/** Tokens of further providers: code hosts, model and agent services, registries, clouds. */
export const providerToken = patternRule({
  id: "provider-token",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "Token with the mark of a provider (GitLab, Hugging Face, Docker, PyPI and others)",
  patterns: [ANY],
  typeOf: (value) => FORMS.find(({ form }) => form.test(value))?.type ?? "provider-token",
  accepts: (value) => !isFiller(value),
  hits: [
    `GITLAB_TOKEN=«${["glpat", fakeValue(20)].join("-")}»`,
    `login(token="«${["hf", fakeValue(34)].join("_")}»")`,
    `«${["gsk", fakeValue(52)].join("_")}» «${["lsv2_pt", fakeValue(32, HEX), fakeValue(10, HEX)].join("_")}»`,
    `😀 vault login «${["hvs", fakeValue(95)].join(".")}»`,
    `bot «${["1234509876", `AA${fakeValue(33)}`].join(":")}»`,
    `docker login -p «${["dckr_pat", fakeValue(27)].join("_")}»`,
  ],
  misses: [
    ["glpat", "x".repeat(20)].join("-"),
    "hf_hub_download_and_more_of_such_names",
    `a${["glpat", fakeValue(20)].join("-")}`,
    ["dapi", fakeValue(31, HEX)].join(""),
    "hvs.short",
    "12:34:56 AA",
  ],
});
