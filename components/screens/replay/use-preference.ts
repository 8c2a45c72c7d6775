"use client";
import { useEffect, useState } from "react";

/** A yes or no that this browser remembers. The server and the first paint use the default. */
export function usePreference(name: string, byDefault: boolean): [boolean, (value: boolean) => void] {
  const [value, setValue] = useState(byDefault);
  const key = `runtape:${name}`;
  useEffect(() => {
    const kept = window.localStorage.getItem(key);
    if (kept !== null) setValue(kept === "yes");
  }, [key]);
  const choose = (next: boolean) => {
    window.localStorage.setItem(key, next ? "yes" : "no");
    setValue(next);
  };
  return [value, choose];
}
