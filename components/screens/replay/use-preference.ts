"use client";
import { useSyncExternalStore } from "react";

const CHANGED = "runtape-preference";

/** A yes or no that this browser remembers. The server and the first paint use the default. */
export function usePreference(name: string, byDefault: boolean): [boolean, (value: boolean) => void] {
  const key = `runtape:${name}`;
  const read = () => {
    const kept = window.localStorage.getItem(key);
    return kept === null ? byDefault : kept === "yes";
  };
  const value = useSyncExternalStore(subscribe, read, () => byDefault);
  const choose = (next: boolean) => {
    window.localStorage.setItem(key, next ? "yes" : "no");
    window.dispatchEvent(new Event(CHANGED));
  };
  return [value, choose];
}

/** `storage` tells of other tabs, our own event of this one. */
function subscribe(onChange: () => void): () => void {
  window.addEventListener("storage", onChange);
  window.addEventListener(CHANGED, onChange);
  return () => {
    window.removeEventListener("storage", onChange);
    window.removeEventListener(CHANGED, onChange);
  };
}
