import { toStorable } from "../../domain/text/stand-ins.ts";
import { canonicalJson } from "../json-text.ts";
import type { ExportMark, ExportRecord } from "../record.ts";

/** The marks of the review that counts, as JSON texts: those of one step by its ordinal, all others for the run. */
export type Labels = {
  review: string | null;
  ofRun: readonly string[];
  ofStep: ReadonlyMap<number, readonly string[]>;
};

/** Reads the last review of the record, which is gold where there is any. Holds a short text for each mark. */
export async function readLabels(record: ExportRecord): Promise<Labels> {
  const review = record.reviews.at(-1);
  const ofStep = new Map<number, string[]>();
  const ofRun: string[] = [];
  if (!review) return { review: null, ofRun, ofStep };
  for await (const mark of review.marks()) {
    const { anchor } = mark;
    if (anchor.target !== "step") {
      ofRun.push(markText(mark, true));
      continue;
    }
    const known = ofStep.get(anchor.ordinal);
    if (known) known.push(markText(mark, false));
    else ofStep.set(anchor.ordinal, [markText(mark, false)]);
  }
  const { kind, round, taxonomy, submission } = review;
  const { id, semver, sha256 } = taxonomy;
  const frozen = { number: submission.number, sha256: submission.sha256 };
  return {
    review: JSON.stringify({ kind, round, taxonomy: { id, semver, sha256 }, submission: frozen }),
    ofRun,
    ofStep,
  };
}

function markText({ dimension, variant, anchor, value }: ExportMark, isAnchored: boolean): string {
  const said = { dimension, ...(variant !== null && { variant }), ...(isAnchored && { anchor }), value };
  // A note may hold units that careful readers of JSON refuse.
  const plain: Parameters<typeof canonicalJson>[0] = JSON.parse(JSON.stringify(said), (_, inner: unknown) =>
    typeof inner === "string" ? toStorable(inner).text : inner,
  );
  return canonicalJson(plain);
}
