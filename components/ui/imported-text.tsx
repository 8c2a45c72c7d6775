import { clsx } from "clsx";

/** Words that came with a run, inside our own chrome: mono, one line, isolated, whole on hover. */
export function ImportedText({
  children,
  title = children,
  className,
}: {
  children: string;
  /** The whole of it, where `children` is only its end. */
  title?: string;
  className?: string;
}) {
  return (
    <bdi title={title} className={clsx("min-w-0 truncate font-mono [font-variant-ligatures:none]", className)}>
      {children}
    </bdi>
  );
}
