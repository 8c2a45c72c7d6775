"use client";
import "./zod-without-code";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { type ReactNode, useState } from "react";
import { ToastProvider } from "@/components/ui/toast";
import { ApiError } from "@/lib/api/call";

const RETRIES = 2;
const FRESH_MS = 30_000;

/** A refusal is an answer; only what did not arrive or broke is asked for again. */
function shouldRetry(failures: number, error: Error): boolean {
  const isRefusal = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return !isRefusal && failures < RETRIES;
}

/** What every screen stands on. The nonce lets the dialogs' scroll lock add its style under our policy. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  if (typeof window !== "undefined") setNonce(nonce);
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { staleTime: FRESH_MS, retry: shouldRetry, refetchOnWindowFocus: false } },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <ToastProvider>{children}</ToastProvider>
    </QueryClientProvider>
  );
}
