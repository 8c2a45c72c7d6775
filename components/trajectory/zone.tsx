import type { ReactNode } from "react";
import type { StepField } from "@/lib/domain/record/step";

/** A named part of a step: its name outside at the left, its text inside the fence. */
export function Zone({
  name,
  facts,
  field,
  children,
}: {
  name: string;
  facts?: ReactNode;
  /** The field whose offsets the text inside carries; without one nothing in it can be selected for a mark. */
  field?: StepField;
  children: ReactNode;
}) {
  return (
    <>
      <div className="flex flex-col items-end py-1 pr-2 text-right text-small text-fg-2 wide:pr-3">
        <span>{name}</span>
        {facts ? <span className="text-micro text-fg-3">{facts}</span> : null}
      </div>
      <div className="fence -mt-px first-of-type:mt-0">
        <div className="fence-zone" data-field={field}>
          {children}
        </div>
      </div>
    </>
  );
}
