import { clsx } from "clsx";

/** Words that came with a run, inside our own chrome: mono, one line, isolated, whole on hover. */
export function ImportedText({ children, className }: { children: string; className?: string }) {
  return (
    <bdi title={children} className={clsx("min-w-0 truncate font-mono [font-variant-ligatures:none]", className)}>
      {children}
    </bdi>
  );
}
