"use client";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";

const SHOWN_MS = 6000;

type Toast = { id: number; text: string };

const ToastContext = createContext<(text: string) => void>(() => undefined);

/** Says something in passing; never the only place where a fact appears. */
export function useToast(): (text: string) => void {
  return useContext(ToastContext);
}

/** One toast at a time, bottom right, for six seconds. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const say = useCallback((text: string) => setToast((last) => ({ id: (last?.id ?? 0) + 1, text })), []);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <ToastContext value={say}>
      {children}
      <div role="status" className="pointer-events-none fixed right-4 bottom-10 z-50">
        {toast ? (
          <div className="flex h-9 items-center rounded-panel border border-line bg-raised px-3 shadow-2">
            {toast.text}
          </div>
        ) : null}
      </div>
    </ToastContext>
  );
}
