import { clsx } from "clsx";
import type { ButtonHTMLAttributes, ReactNode } from "react";

const VARIANTS = {
  primary: "border-accent bg-accent text-on-accent hover:bg-accent-hover",
  default: "border-line-strong bg-raised text-fg hover:bg-hover",
  quiet: "border-transparent bg-transparent text-fg-2 hover:bg-hover",
  danger: "border-err bg-transparent text-err-ink hover:bg-err-soft",
} as const;

const SIZES = { small: "h-6 px-1.5 text-small", medium: "h-7 px-2.5", large: "h-8 px-3" } as const;

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
  icon?: ReactNode;
  /** Key-cap, drawn last. */
  hint?: ReactNode;
};

/** The class of a button, for links that look like one. */
export function buttonClass(variant: keyof typeof VARIANTS = "default", size: keyof typeof SIZES = "medium"): string {
  return clsx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-control border no-underline",
    "disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-fg-3",
    "aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-fg-3",
    VARIANTS[variant],
    SIZES[size],
  );
}

export function Button({ variant, size, icon, hint, className, children, type = "button", ...rest }: Props) {
  return (
    <button type={type} className={clsx(buttonClass(variant, size), className)} {...rest}>
      {icon}
      {children}
      {hint}
    </button>
  );
}
