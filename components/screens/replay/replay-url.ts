import type { OutlineFilter } from "@/components/trajectory/outline";
import { STEP_KINDS, type StepKind } from "@/lib/domain/record/step";

/** The filter a query string stands for: `kind=edit,shell&error=1`. Unknown kinds are left out. */
export function readOutlineFilter(params: URLSearchParams): OutlineFilter {
  const asked = (params.get("kind") ?? "").split(",");
  return {
    kinds: new Set(STEP_KINDS.filter((kind) => asked.includes(kind))),
    isErrorOnly: params.get("error") === "1",
  };
}

/** The query string of a filter, with its question mark; empty when everything is shown. A mark that is being placed stays. */
export function writeOutlineFilter({ kinds, isErrorOnly }: OutlineFilter, placing: string | null = null): string {
  const parts = [
    ...(kinds.size > 0 ? [`kind=${STEP_KINDS.filter((kind: StepKind) => kinds.has(kind)).join(",")}`] : []),
    ...(isErrorOnly ? ["error=1"] : []),
    ...(placing === null ? [] : [`place=${encodeURIComponent(placing)}`]),
  ];
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** The ordinal of a deep link: `#s42` is ordinal 41. Null where it names no step of this run. */
export function readStepHash(hash: string, stepCount: number): number | null {
  const number = Number(/^#s(\d{1,9})$/.exec(hash)?.[1] ?? Number.NaN);
  return number >= 1 && number <= stepCount ? number - 1 : null;
}

export function writeStepHash(ordinal: number): string {
  return `#s${ordinal + 1}`;
}
