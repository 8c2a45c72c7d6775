import type { OffsetRange } from "../domain/text/offsets.ts";
import type { Hit, Rule } from "./rule.ts";

/** A positive case and the ranges it must give. */
export type RuleCase = { text: string; values: readonly OffsetRange[] };

/** A rule of the ruleset: with what its hash is made of, and with its cases as ranges. */
export type RulesetRule = Rule & { readonly patterns: readonly string[]; readonly cases: readonly RuleCase[] };

/** In `hits` of a spec, each value that must be found stands between these two; `Rule.hits` has them removed. */
const OPEN = "«";
const CLOSE = "»";

type RuleFacts = Pick<Rule, "id" | "version" | "kind" | "severity" | "description" | "misses">;
export type RuleSpec = RuleFacts & {
  /** Marked: `token = «value»`. */
  hits: readonly string[];
  /** Everything that decides what is found, as text. */
  patterns: readonly string[];
  find: Rule["find"];
};

/** A rule from its parts; takes the marks out of its cases. */
export function defineRule(spec: RuleSpec): RulesetRule {
  const cases = spec.hits.map(readCase);
  return { ...spec, hits: cases.map(({ text }) => text), cases };
}

/** Takes the marks out of a text: what stood between them are the values. */
export function readCase(marked: string): RuleCase {
  const values: OffsetRange[] = [];
  let text = "";
  for (const [index, piece] of marked.split(OPEN).entries()) {
    const [value = "", rest] = piece.split(CLOSE);
    if (index > 0) values.push({ start: text.length, end: text.length + value.length });
    text += rest === undefined ? piece : value + rest;
  }
  return { text, values };
}

export type PatternSpec = RuleFacts & {
  hits: readonly string[];
  /** One of these must be in the text before a pattern is tried (case matters): cheap, and most texts end here. */
  keywords?: readonly string[];
  /** With the flags `g` and `d`. The value is the group `value` where there is one, else the whole match. */
  patterns: readonly RegExp[];
  /** The placeholder's type; the rule's id where none is given. */
  typeOf?: (value: string) => string;
  severityOf?: (value: string) => Hit["severity"];
  /** Last word about a value that fits a pattern. */
  accepts?: (value: string) => boolean;
};

/** A rule that is a few patterns. Linear as long as each pattern is: no nested quantifiers, every repeat bounded. */
export function patternRule(spec: PatternSpec): RulesetRule {
  const { keywords = [], patterns, typeOf, severityOf, accepts, ...facts } = spec;
  const find = (text: string): Hit[] => {
    if (keywords.length > 0 && !keywords.some((keyword) => text.includes(keyword))) return [];
    return patterns
      .flatMap((pattern) => [...text.matchAll(pattern)])
      .flatMap((match) => {
        const [start, end] = match.indices?.groups?.["value"] ?? [match.index, match.index + match[0].length];
        const value = text.slice(start, end);
        if (accepts && !accepts(value)) return [];
        const severity = severityOf?.(value) ?? spec.severity;
        return [{ rule: spec.id, kind: spec.kind, severity, type: typeOf?.(value) ?? spec.id, start, end }];
      });
  };
  return defineRule({ ...facts, patterns: [...keywords, ...patterns.map(String)], find });
}
