"use client";
import { useDelayed } from "./use-delayed";

/** The rows of a list that is on its way, at their real height; nothing for the first 200 ms. */
export function SkeletonRows({ rows, height, label }: { rows: number; height: number; label: string }) {
  const isShown = useDelayed(true, 200);
  return (
    <div role="status" aria-label={label}>
      {isShown
        ? Array.from({ length: rows }, (_, row) => (
            <div key={`row-${row}`} className="flex items-center gap-3 px-4" style={{ height }}>
              <span className="h-2.5 w-6 rounded-tile bg-hover" />
              <span className="h-2.5 rounded-tile bg-hover" style={{ width: `${30 + ((row * 17) % 35)}%` }} />
            </div>
          ))
        : null}
    </div>
  );
}
