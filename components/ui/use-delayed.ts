"use client";
import { useEffect, useState } from "react";

/** `value`, but true only after it has been true for `delayMs`: what is over sooner is never shown. */
export function useDelayed(value: boolean, delayMs: number): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    if (!value) return;
    const timer = setTimeout(() => setIsLate(true), delayMs);
    return () => {
      clearTimeout(timer);
      setIsLate(false);
    };
  }, [value, delayMs]);
  return value && isLate;
}
