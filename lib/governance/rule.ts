import type { FindingKind, FindingSeverity } from "../domain/governance/finding.ts";

/**
 * A value a rule found: a half-open range in UTF-16 units of the given text that covers the value itself and nothing
 * around it. The text of the value is in no hit, no error and no log. `type` names the placeholder: `github-pat`,
 * `aws-access-key-id`, `private-key`, `database-url`, `generic-api-key`, `email`.
 */
export type Hit = {
  /** Id of the rule. */
  rule: string;
  kind: FindingKind;
  severity: FindingSeverity;
  type: string;
  start: number;
  end: number;
};

/** One kind of value and how to find it: one file each in `rules/`, one line each in `ruleset.ts`. */
export interface Rule {
  /** Stable, kebab-case; stored with every finding. */
  readonly id: string;
  /** Rises whenever the same text would give other hits. */
  readonly version: string;
  readonly kind: FindingKind;
  readonly severity: FindingSeverity;
  readonly description: string;
  /** Texts in which the rule must find something. Made up, and put together at run time: no scanner flags the source. */
  readonly hits: readonly string[];
  /** Texts that look alike and in which it must find nothing. */
  readonly misses: readonly string[];
  /** Never throws for what the text holds; takes time in proportion to its length. */
  find(text: string): readonly Hit[] | Promise<readonly Hit[]>;
}
