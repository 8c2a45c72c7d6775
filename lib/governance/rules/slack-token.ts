import { DIGITS, fakeValue } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";

const HAS_DIGIT = /\d/;
const ids = `${fakeValue(12, DIGITS)}-${fakeValue(12, DIGITS, 3)}`;

/** Bot, user, app, workspace and refresh tokens (api.slack.com/concepts/token-types). Webhook addresses are secretlint's. */
export const slackToken = patternRule({
  id: "slack-token",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "Slack token",
  keywords: ["xox", "xapp-"],
  patterns: [/(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,250}(?![A-Za-z0-9])/dg],
  accepts: (value) => HAS_DIGIT.test(value) && !isFiller(value),
  hits: [
    `SLACK_BOT_TOKEN=«${["xox", "b-"].join("")}${ids}-${fakeValue(24)}»`,
    `"«${["xap", "p-"].join("")}1-A${fakeValue(10, DIGITS)}-${fakeValue(13, DIGITS)}-${fakeValue(64)}»"`,
  ],
  misses: ["xoxb-your-bot-token", "xoxb-", `xoxb-${"x".repeat(20)}1`, "foxboxb-1234567890ab"],
});
