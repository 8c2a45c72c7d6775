import { clsx } from "clsx";
import { memo } from "react";
import type { AnsiColor, SegmentLine } from "@/lib/domain/text/segments";
import { type Decor, type LinePiece, linePieces, NO_DECOR } from "./line-pieces";

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

/** One line of a run's own text: text nodes only, isolated, each piece with the offsets it stands for. */
export const RenderedLine = memo(function RenderedLine({
  line,
  decor = NO_DECOR,
}: {
  line: SegmentLine;
  decor?: Decor;
}) {
  return (
    <div className="fence-line">
      {linePieces(line, decor).map((piece) => (piece.text === "" ? null : <Piece key={piece.start} piece={piece} />))}
    </div>
  );
});

function Piece({ piece: { kind, text, start, end, style, isCited, isOwn, title } }: { piece: LinePiece }) {
  const look = clsx(
    kind === "mask" && "bg-fg px-1 font-semibold text-content [unicode-bidi:isolate]",
    (kind === "control" || kind === "stand-in") && "fence-token [unicode-bidi:isolate]",
    style?.color && COLORS[style.color],
    style?.isBold && "font-bold",
    style?.isUnderlined && "underline",
    style?.isOutlined && "outline-1 outline-control",
    isCited && "border-b-2 border-err",
    isOwn && "border-b-2 border-dashed border-warn",
  );
  return (
    <span
      data-start={start}
      data-end={end}
      {...(kind === "text" ? {} : { "data-whole": "" })}
      title={title ?? (isOwn ? "You marked this; others see it masked" : undefined)}
      className={look || undefined}
    >
      {text}
    </span>
  );
}
