import { RenderedLine } from "@/components/trajectory/rendered-line";
import { renderVisible } from "@/lib/domain/text/invisibles";

/** Text of a run in a fence of its own, every invisible character shown. */
export function PlainText({ text, isProse = false }: { text: string; isProse?: boolean }) {
  return (
    <div className={isProse ? "fence text-prose" : "fence"}>
      <div className="fence-zone">
        {renderVisible(text).map((line) => (
          <RenderedLine key={line.start} line={line} />
        ))}
      </div>
    </div>
  );
}
