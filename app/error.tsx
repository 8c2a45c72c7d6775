"use client";
import { ErrorState } from "@/components/ui/states";

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto max-w-[640px] pt-16">
      <ErrorState
        title="This page could not be shown"
        message="The studio failed to put it together. What you saved is safe."
        code={error.digest ?? null}
        onRetry={reset}
      />
    </main>
  );
}
