import { patternRule } from "../define-rule.ts";

/** Issuer ranges and lengths (ISO/IEC 7812): Visa, Mastercard, American Express, Discover, JCB, Diners. */
const ISSUERS: readonly [prefix: RegExp, lengths: readonly number[]][] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  [/^35(?:2[89]|[3-8])/, [16]],
  [/^3(?:0[0-5]|[689])/, [14]],
];

/** The check digit of ISO/IEC 7812-1 Annex B (Luhn): every second digit from the right counts double. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - place)) * (place % 2 === 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

function isCard(value: string): boolean {
  const digits = value.replace(/[ -]/g, "");
  const isIssued = ISSUERS.some(([prefix, lengths]) => prefix.test(digits) && lengths.includes(digits.length));
  return isIssued && new Set(digits).size > 2 && hasCheckDigit(digits);
}

/** A number with the check digit that makes it one. */
function withCheckDigit(digits: string): string {
  const last = Array.from({ length: 10 }, (_, digit) => `${digits}${digit}`).find(hasCheckDigit);
  return last ?? digits;
}
const VISA = withCheckDigit(["4539", "1488", "0343", "646"].join(""));
const AMEX = withCheckDigit(["3714", "496353", "9843"].join(""));
const grouped = (digits: string, sign: string) => (digits.match(/.{1,4}/g) ?? []).join(sign);
const WRONG = `${VISA.slice(0, -1)}${(Number(VISA.slice(-1)) + 1) % 10}`;

/** In one piece, or in groups of four (American Express: 4-6-5) with one blank or dash between them. */
export const creditCard = patternRule({
  id: "credit-card",
  version: "1",
  kind: "pii",
  severity: "medium",
  description: "Payment card number",
  patterns: [
    /(?<![A-Za-z0-9._+/=-])\d{13,19}(?![A-Za-z0-9_+/=-]|\.\d)/dg,
    /(?<![A-Za-z0-9._+/=-])\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?(?![A-Za-z0-9_-]|[ ]\d|\.\d)/dg,
    /(?<![A-Za-z0-9._+/=-])3[47]\d{2}([ -])\d{6}\1\d{5}(?![A-Za-z0-9_-]|[ ]\d|\.\d)/dg,
  ],
  accepts: isCard,
  hits: [
    `card: «${VISA}»`,
    `«${grouped(VISA, " ")}»`,
    `"number": "«${grouped(VISA, "-")}»",`,
    `«${AMEX.slice(0, 4)} ${AMEX.slice(4, 10)} ${AMEX.slice(10)}»`,
  ],
  misses: [
    WRONG,
    `0.${VISA}`,
    `id-${VISA}`,
    `${VISA}0`,
    "0000000000000000",
    withCheckDigit("177123456789012345"),
    "4444444444444448",
  ],
});
