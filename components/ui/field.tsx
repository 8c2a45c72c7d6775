"use client";
import { clsx } from "clsx";
import { type InputHTMLAttributes, type ReactNode, useId } from "react";

type Props = InputHTMLAttributes<HTMLInputElement> & { label: string; error?: string | null; hint?: ReactNode };

/** A labelled input. An error is a sentence below it, tied to it for screen readers. */
export function Field({ label, error, hint, className, ...rest }: Props) {
  const id = useId();
  return (
    <div className={clsx("flex flex-col gap-1", className)}>
      <label htmlFor={id} className="text-small text-fg-2">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-below` : undefined}
        className={clsx(
          "h-8 min-w-0 rounded-control border bg-raised px-2 placeholder:text-fg-3",
          error ? "border-err shadow-[0_0_0_1px_var(--rt-err)]" : "border-control",
        )}
        {...rest}
      />
      {error || hint ? (
        <span id={`${id}-below`} className={clsx("text-small", error ? "text-err-ink" : "text-fg-3")}>
          {error ?? hint}
        </span>
      ) : null}
    </div>
  );
}
