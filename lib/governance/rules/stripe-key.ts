import { fakeValue } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";

const key = (kind: string, mode: string) => [kind, mode, fakeValue(24)].join("_");
const isTest = (value: string) => value.slice(3).startsWith("test_");

/** Secret and restricted keys (docs.stripe.com/keys). Keys of test mode move no money, but are secret as well: low. */
export const stripeKey = patternRule({
  id: "stripe-key",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "Stripe secret or restricted key",
  keywords: ["_live_", "_test_"],
  patterns: [/(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{16,247}(?![A-Za-z0-9_])/dg],
  typeOf: (value) => (isTest(value) ? "stripe-test-key" : "stripe-key"),
  severityOf: (value) => (isTest(value) ? "low" : "high"),
  accepts: (value) => !isFiller(value),
  hits: [`stripe.api_key = "«${key("sk", "live")}»"`, `«${key("rk", "live")}»`, `STRIPE=«${key("sk", "test")}»`],
  misses: [key("pk", "live"), `sk_live_${"x".repeat(24)}`, "risk_test_case_number_one_of_many", "sk_live_short"],
});
