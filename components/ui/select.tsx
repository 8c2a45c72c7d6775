import { clsx } from "clsx";
import type { SelectHTMLAttributes } from "react";

type Props = Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange"> & {
  label: string;
  options: readonly { value: string; name: string }[];
  onChoose: (value: string) => void;
};

/** The system's own select: it works by keyboard, by touch and for screen readers as people are used to. */
export function Select({ label, options, onChoose, className, ...rest }: Props) {
  return (
    <select
      aria-label={label}
      className={clsx("h-7 rounded-control border border-control bg-raised px-1.5", className)}
      onChange={(event) => onChoose(event.target.value)}
      {...rest}
    >
      {options.map(({ value, name }) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  );
}
