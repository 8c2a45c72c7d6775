import type { PlaceInContext } from "@/lib/api/contract/governance";
import { maskedPieces } from "@/lib/domain/governance/masked-pieces";

type Context = NonNullable<PlaceInContext["context"]>;

/** A few lines of a run's own text; what is hidden is a block with its name and nothing else. */
export function ContextLines({ context }: { context: Context }) {
  return (
    <div className="fence">
      <div className="fence-zone">
        {maskedPieces(context.text, context.masks).map((line, at) => (
          <div key={`line-${at}`} className="fence-line">
            {line.map((piece, index) =>
              piece.kind === "mask" ? (
                <span
                  key={`piece-${index}`}
                  title={`hidden, ${piece.units} characters`}
                  className="bg-fg px-1 font-semibold text-content [unicode-bidi:isolate]"
                >
                  {piece.text}
                </span>
              ) : (
                <span key={`piece-${index}`} className={piece.kind === "token" ? "fence-token" : undefined}>
                  {piece.text}
                </span>
              ),
            )}
            {line.length === 0 ? "\u00a0" : null}
          </div>
        ))}
      </div>
    </div>
  );
}
