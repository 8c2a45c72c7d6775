import { createHash } from "node:crypto";
import type { RulesetRule } from "./define-rule.ts";
import { PLACEHOLDER_PATTERNS } from "./placeholder.ts";
import { anthropicApiKey } from "./rules/anthropic-api-key.ts";
import { authorizationHeader } from "./rules/authorization-header.ts";
import { awsAccessKeyId } from "./rules/aws-access-key-id.ts";
import { awsSecretAccessKey } from "./rules/aws-secret-access-key.ts";
import { basicAuthUrl } from "./rules/basic-auth-url.ts";
import { cloudflareToken } from "./rules/cloudflare-token.ts";
import { creditCard } from "./rules/credit-card.ts";
import { databaseUrl } from "./rules/database-url.ts";
import { email } from "./rules/email.ts";
import { genericApiKey } from "./rules/generic-api-key.ts";
import { githubToken } from "./rules/github-token.ts";
import { googleApiKey } from "./rules/google-api-key.ts";
import { jsonWebToken } from "./rules/json-web-token.ts";
import { npmToken } from "./rules/npm-token.ts";
import { openaiApiKey } from "./rules/openai-api-key.ts";
import { privateKey } from "./rules/private-key.ts";
import { providerToken } from "./rules/provider-token.ts";
import { secretlint } from "./rules/secretlint.ts";
import { slackToken } from "./rules/slack-token.ts";
import { stripeKey } from "./rules/stripe-key.ts";
import { tailscaleKey } from "./rules/tailscale-key.ts";
import { usSsn } from "./rules/us-ssn.ts";
import { base64Blobs } from "./views/base64-blobs.ts";
import { diffLines } from "./views/diff-lines.ts";
import { jsonEscaped } from "./views/json-escaped.ts";
import { terminalControls } from "./views/terminal-controls.ts";
import { urlEncoded } from "./views/url-encoded.ts";
import type { Decoding } from "./views/view.ts";
import { wrappedLines } from "./views/wrapped-lines.ts";

/** From the most to the least telling: of two rules that find the same range, the first one names it. */
export const RULES: readonly RulesetRule[] = [
  privateKey,
  awsAccessKeyId,
  awsSecretAccessKey,
  githubToken,
  anthropicApiKey,
  openaiApiKey,
  slackToken,
  stripeKey,
  cloudflareToken,
  tailscaleKey,
  googleApiKey,
  npmToken,
  providerToken,
  databaseUrl,
  secretlint,
  basicAuthUrl,
  jsonWebToken,
  authorizationHeader,
  genericApiKey,
  creditCard,
  usSsn,
  email,
];

/** The ways of writing a text that are undone before the rules look at it again. */
export const DECODINGS: readonly Decoding[] = [
  jsonEscaped,
  terminalControls,
  diffLines,
  wrappedLines,
  urlEncoded,
  base64Blobs,
];

/** Year, month, and a number within it. Rises with every change to what is found; a test holds it to the hash below. */
export const RULESET_VERSION = "2026.11.1";

/**
 * SHA-256 of what decides what is found: ids, versions and patterns of the rules, what counts as a placeholder, ids and
 * versions of the decodings. Code around the patterns is stood for by the versions. Hexadecimal.
 */
export const RULESET_SHA256: string = createHash("sha256")
  .update(
    JSON.stringify({
      rules: RULES.map(({ id, version, kind, severity, patterns }) => ({ id, version, kind, severity, patterns })),
      placeholders: PLACEHOLDER_PATTERNS,
      decodings: DECODINGS.map(({ id, version }) => ({ id, version })),
    }),
  )
  .digest("hex");
