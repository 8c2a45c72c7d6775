import type { Tx } from "../../db/client.ts";
import { AppError } from "../../domain/errors.ts";
import { type Redaction, redactionsOf } from "../../domain/governance/redaction.ts";
import { STEP_FIELDS } from "../../domain/record/step.ts";
import { isAllowed, type Role } from "../../domain/roles.ts";
import type { Standing } from "../authorize.ts";
import type { Context } from "../context.ts";
import { fieldKey, hiddenRanges, standingFindings } from "../governance/standing-findings.ts";
import { countUnplaced } from "../governance/unplaced.ts";
import type { TextRef } from "./text-ref.ts";

/**
 * On whose behalf text is read. A person sees masks; an export gets placeholders; only the scanner and a lead's audited
 * look read what is there.
 */
export type TextReader =
  | { kind: "person"; actorId: string; role: Role; scopes: readonly string[] | null }
  | { kind: "export" }
  | { kind: "scanner" };

/** The person who asks, with the rights they have here; the studio's own processes read as a lead does. */
export function readerOf({ actor }: Pick<Context, "actor">, { role }: Standing): TextReader {
  return { kind: "person", actorId: actor.id, role, scopes: actor.kind === "user" ? actor.scopes : null };
}

/** What is hidden from one reader in one revision, by field. */
export class HiddenText {
  constructor(private readonly byField: ReadonlyMap<string, readonly Redaction[]>) {}

  /** The hidden ranges of one field, in order; a run's own text has no ordinal. */
  in(ordinal: number | null, field: string): readonly Redaction[] {
    return this.byField.get(fieldKey(ordinal, field)) ?? NOTHING;
  }

  get isEmpty(): boolean {
    return this.byField.size === 0;
  }

  get count(): number {
    return [...this.byField.values()].reduce((sum, list) => sum + list.length, 0);
  }

  /** Whether a step's target may hold hidden text: it is cut from the action, or from whatever else a message says. */
  isTargetHidden(ordinal: number, isAction: boolean): boolean {
    const fields = isAction ? (["action"] as const) : STEP_FIELDS;
    return fields.some((field) => this.in(ordinal, field).length > 0);
  }

  /** Steps with anything hidden. */
  ordinals(): Set<number> {
    return new Set([...this.byField.keys()].map((key) => Number.parseInt(key, 10)).filter(Number.isInteger));
  }
}

const NOTHING: readonly Redaction[] = [];
const NOTHING_HIDDEN = new HiddenText(new Map());

/**
 * What `reader` may not see of a revision. A run that no scan has finished on opens for leads only: what nobody has
 * looked for cannot be masked.
 */
export async function hiddenText(db: Tx, ref: TextRef, reader: TextReader): Promise<HiddenText> {
  if (reader.kind === "scanner") return NOTHING_HIDDEN;
  if (!(await isReadableBy(db, ref, reader))) await refuseUnscanned(db, ref);
  const findings = await standingFindings(db, ref);
  return new HiddenText(redactionsOf(hiddenRanges(findings, reader.kind === "person" ? reader.actorId : null)));
}

/**
 * Whether the reader may see the run at all: a scan of it has finished and everything people hid has a place, or they
 * are one who judges what scans find.
 */
export async function isReadableBy(
  db: Tx,
  { trajectoryId, revisionId }: TextRef,
  reader: TextReader,
): Promise<boolean> {
  if (reader.kind !== "person" || isAllowed(reader.role, "governance:judge", reader.scopes)) return true;
  if ((await countUnplaced(db, { trajectoryId, revisionId }, { isMasked: true })) > 0) return false;
  return (await db.scan.findFirst({ where: { trajectoryId, revisionId, status: "done" } })) !== null;
}

async function refuseUnscanned(db: Tx, { trajectoryId, revisionId }: TextRef): Promise<never> {
  const newest = await db.scan.findFirst({ where: { trajectoryId, revisionId }, orderBy: { createdAt: "desc" } });
  const message =
    newest?.status === "failed"
      ? "The scan of this run for secrets failed, so it opens for leads only. A lead can scan it again on the Governance screen."
      : newest?.status === "done"
        ? "Somebody hid something in an earlier revision of this run that has no place in this one yet. It opens when a lead has placed it on the Reparse screen."
        : "This run is still being scanned for secrets. It opens by itself when the scan has finished.";
  throw new AppError("unavailable", message, { scan: newest?.status ?? "queued" });
}
