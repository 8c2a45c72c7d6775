"use client";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { Button } from "./button";

const SHOWN_MS = 6000;

export type ToastAction = { name: string; run: () => void };
type Toast = { id: number; text: string; action: ToastAction | null };
type Say = (text: string, action?: ToastAction) => void;

const ToastContext = createContext<Say>(() => undefined);

/** Says something in passing; never the only place where a fact appears. */
export function useToast(): Say {
  return useContext(ToastContext);
}

/** One toast at a time, bottom right, for six seconds. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const say = useCallback<Say>(
    (text, action) => setToast((last) => ({ id: (last?.id ?? 0) + 1, text, action: action ?? null })),
    [],
  );
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => setToast(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  const act = (action: ToastAction) => {
    action.run();
    setToast(null);
  };
  return (
    <ToastContext value={say}>
      {children}
      <div role="status" className="pointer-events-none fixed right-4 bottom-10 z-50">
        {toast ? (
          <div className="pointer-events-auto flex h-9 items-center gap-3 rounded-panel border border-line bg-raised px-3 shadow-2">
            {toast.text}
            {toast.action ? (
              <Button size="small" onClick={() => toast.action && act(toast.action)}>
                {toast.action.name}
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
    </ToastContext>
  );
}
