import { clsx } from "clsx";

/** One key as it is printed: always the same shape, so that content can never pass for it. */
export function KeyCap({ children, isOnAccent = false }: { children: string; isOnAccent?: boolean }) {
  return (
    <kbd
      className={clsx(
        "inline-flex h-4 min-w-4 shrink-0 items-center justify-center rounded-tile border px-1 font-sans text-micro",
        isOnAccent ? "border-current text-inherit" : "border-line-strong text-fg-2",
      )}
    >
      {children}
    </kbd>
  );
}
