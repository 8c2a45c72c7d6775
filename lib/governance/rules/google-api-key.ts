import { fakeValue } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isFiller } from "../placeholder.ts";

const PREFIX = ["AI", "za"].join("");
const KEY = `${PREFIX}${fakeValue(35)}`;

/** Google Cloud, Maps, Firebase and Gemini keys. Not inside a longer word: pictures in base64 hold any four letters. */
export const googleApiKey = patternRule({
  id: "google-api-key",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "Google API key",
  keywords: [PREFIX],
  patterns: [/(?<![A-Za-z0-9_+/-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_+/=-])/dg],
  accepts: (value) => !isFiller(value),
  hits: [`https://maps.googleapis.com/maps/api/js?key=«${KEY}»&v=3`, `GEMINI_API_KEY=«${KEY}»`],
  misses: [`${PREFIX}${"x".repeat(35)}`, KEY.slice(0, -1), `a${KEY}`, `${KEY}=`],
});
