"use client";
import { FLAG_KEYS } from "@/lib/domain/keys/key-table";
import { FLAGS, PHASE, QUALITY, SCORE } from "@/lib/domain/labels/default-taxonomy";
import { findDimension } from "@/lib/domain/labels/taxonomy";
import { flagsAt } from "@/lib/domain/review/acts";
import { ChoiceRow } from "./choice-row";
import type { PanelLabelling, ReviewPanel } from "./labels-panel";
import { PhaseGrid } from "./phase-grid";
import { ScoreRow } from "./score-row";
import { Section } from "./section";

type Props = { review: ReviewPanel; labelling: PanelLabelling; ordinal: number };

/** What the step was, how good, and what is odd about it. */
export function StepSections({ review, labelling, ordinal }: Props) {
  const { taxonomy, canWrite } = review;
  const labelsOf = (id: string) => {
    const dimension = findDimension(taxonomy, id);
    return dimension?.valueType === "label" ? dimension.labels : [];
  };
  const score = findDimension(taxonomy, SCORE);
  const anchor = { target: "step", ordinal } as const;
  const labelAt = (dimension: string) => {
    const value = review.valueAt(dimension, ordinal);
    return value?.type === "label" ? value.label : null;
  };
  const scoreValue = review.valueAt(SCORE, ordinal);
  const chosenScore = scoreValue?.type === "score" ? scoreValue.score : null;
  const section = (id: string) => ({
    id,
    isFocused: labelling.focus === id,
    onFocus: () => labelling.setFocus(id),
  });
  const quality = labelAt(QUALITY);
  return (
    <>
      <Section name="Phase" note="required, one" {...section(PHASE)}>
        <PhaseGrid
          labels={labelsOf(PHASE)}
          chosen={labelAt(PHASE)}
          isReadOnly={!canWrite}
          onChoose={labelling.choosePhase}
        />
      </Section>
      <Section name="Quality" {...section(QUALITY)}>
        <ChoiceRow
          labels={labelsOf(QUALITY)}
          keys={["q", "w", "e", "r"]}
          chosen={quality}
          isReadOnly={!canWrite}
          onChoose={(label) =>
            review.say([{ dimension: QUALITY, anchor, value: quality === label ? null : { type: "label", label } }])
          }
        />
      </Section>
      {score?.valueType === "score" ? (
        <Section name="Score" note="s, then a digit; – for 10" {...section(SCORE)}>
          <ScoreRow
            min={score.min}
            max={score.max}
            chosen={chosenScore}
            isReadOnly={!canWrite}
            onChoose={(next) =>
              review.say([
                { dimension: SCORE, anchor, value: chosenScore === next ? null : { type: "score", score: next } },
              ])
            }
          />
        </Section>
      ) : null}
      {findDimension(taxonomy, FLAGS) ? (
        <Section name="Flags" note="t, then" {...section(FLAGS)}>
          <ChoiceRow
            labels={labelsOf(FLAGS)}
            keys={FLAG_KEYS}
            chosen={flagsAt(review.marks, ordinal)}
            isReadOnly={!canWrite}
            onChoose={labelling.toggleFlag}
          />
        </Section>
      ) : null}
    </>
  );
}
