"use client";
import { DECISION_KEYS } from "@/lib/domain/keys/key-table";
import { DECISION, FAILURE, NOTE, OUTCOME, RECOVERY } from "@/lib/domain/labels/default-taxonomy";
import { type DimensionOf, findDimension } from "@/lib/domain/labels/taxonomy";
import type { Lane } from "@/lib/domain/record/run";
import { marksAt, toggleCitation } from "@/lib/domain/review/acts";
import { ChoiceRow } from "./choice-row";
import { EvidenceChips } from "./evidence-chips";
import { FailureSection } from "./failure-section";
import type { PanelLabelling, ReviewPanel } from "./labels-panel";
import { NoteField } from "./note-field";
import type { PanelActs } from "./panel-acts";
import { RecoverySection } from "./recovery-section";
import { Section } from "./section";

type Props = {
  review: ReviewPanel;
  labelling: PanelLabelling;
  ordinal: number;
  lanes: readonly Lane[];
  acts: PanelActs;
};

/** Why: what a decision rested on, what failed, what was recovered from, and what no label says. */
export function ReasonSections({ review, labelling, ordinal, lanes, acts }: Props) {
  const { taxonomy, canWrite, marks } = review;
  const section = (id: string) => ({
    id,
    isFocused: labelling.focus === id,
    onFocus: () => labelling.setFocus(id),
  });
  const decision = findDimension(taxonomy, DECISION);
  const failure = findDimension(taxonomy, FAILURE);
  const recovery = findDimension(taxonomy, RECOVERY);
  const outcome = findDimension(taxonomy, OUTCOME);
  const note = review.valueAt(NOTE, ordinal);
  return (
    <>
      {decision?.valueType === "cited" ? (
        <Section name="Decision evidence" note="d, then; at a decision" {...section(DECISION)}>
          <Decision dimension={decision} review={review} labelling={labelling} ordinal={ordinal} acts={acts} />
        </Section>
      ) : null}
      {failure?.valueType === "failure" ? (
        <Section name="Failure" note="f, then its letter; f 1 to 3 severity" {...section(FAILURE)}>
          <FailureSection
            dimension={failure}
            marks={marks}
            ordinal={ordinal}
            lanes={lanes}
            focusedMark={labelling.focusedMark}
            isOpen={labelling.focus === FAILURE}
            isReadOnly={!canWrite}
            acts={acts}
            onAdd={labelling.addFailure}
          />
        </Section>
      ) : null}
      {recovery?.valueType === "recovery" ? (
        <Section name="Recovery" note="m at its start, m at its end" {...section(RECOVERY)}>
          <RecoverySection
            dimension={recovery}
            marks={marks}
            ordinal={ordinal}
            pendingFrom={labelling.pendingFrom}
            isReadOnly={!canWrite}
            acts={acts}
            onRange={labelling.markRange}
            onCancelRange={labelling.cancelRange}
          />
        </Section>
      ) : null}
      {findDimension(taxonomy, NOTE) ? (
        <Section name="Note" note="c" {...section(NOTE)}>
          <NoteField
            key={ordinal}
            text={note?.type === "text" ? note.text : ""}
            ordinal={ordinal}
            isReadOnly={!canWrite}
            onSay={labelling.sayNote}
          />
        </Section>
      ) : null}
      {outcome?.valueType === "label" ? (
        <Section name="Outcome of the run" note="required; o, then 1 to 4" {...section(OUTCOME)}>
          <ChoiceRow
            labels={outcome.labels}
            keys={["1", "2", "3", "4"]}
            chosen={review.outcome}
            isReadOnly={!canWrite}
            onChoose={(label) =>
              review.say([
                {
                  dimension: OUTCOME,
                  anchor: { target: "trajectory" },
                  value: review.outcome === label ? null : { type: "label", label },
                },
              ])
            }
          />
        </Section>
      ) : null}
    </>
  );
}

type DecisionProps = Omit<Props, "lanes"> & { dimension: DimensionOf<"cited"> };

function Decision({ dimension, review, labelling, ordinal, acts }: DecisionProps) {
  const [mark] = marksAt(review.marks, DECISION, ordinal);
  const value = mark?.value.type === "cited" ? mark.value : null;
  const label = dimension.labels.find(({ id }) => id === value?.label);
  const isOpen = labelling.focus === DECISION || value !== null;
  if (!isOpen) return <p className="text-small text-fg-3">none</p>;
  return (
    <>
      <ChoiceRow
        labels={dimension.labels}
        keys={DECISION_KEYS}
        chosen={value?.label ?? null}
        isReadOnly={!review.canWrite}
        onChoose={labelling.sayDecided}
      />
      {mark && value && (label?.needsEvidence || value.evidence.length > 0) ? (
        <EvidenceChips
          evidence={value.evidence}
          isReadOnly={!review.canWrite}
          quoteOf={acts.quoteOf}
          onGoTo={acts.goTo}
          onRemove={(citation) => acts.say([toggleCitation(mark, citation)])}
        />
      ) : null}
    </>
  );
}
