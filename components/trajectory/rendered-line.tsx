import { clsx } from "clsx";
import { memo } from "react";
import type { AnsiColor, Segment, SegmentLine } from "@/lib/domain/text/segments";

const COLORS: Record<AnsiColor, string> = {
  black: "text-ansi-black",
  red: "text-ansi-red",
  green: "text-ansi-green",
  yellow: "text-ansi-yellow",
  blue: "text-ansi-blue",
  magenta: "text-ansi-magenta",
  cyan: "text-ansi-cyan",
  white: "text-ansi-white",
};

/** One line of a run's own text: text nodes only, isolated, each piece with the offset it stands for. */
export const RenderedLine = memo(function RenderedLine({ line }: { line: SegmentLine }) {
  return (
    <div className="fence-line">
      {line.segments.map((segment) => (segment.text === "" ? null : <Piece key={segment.start} segment={segment} />))}
    </div>
  );
});

function Piece({ segment: { kind, text, start, style } }: { segment: Segment }) {
  const isToken = kind !== "text";
  const look = clsx(
    isToken && "fence-token [unicode-bidi:isolate]",
    style?.color && COLORS[style.color],
    style?.isBold && "font-bold",
    style?.isUnderlined && "underline",
    style?.isOutlined && "outline-1 outline-control",
  );
  return (
    <span data-start={start} className={look || undefined}>
      {text}
    </span>
  );
}
