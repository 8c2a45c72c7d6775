"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { signIn } from "./sign-in";

/** The way in. What went wrong is said below the form; what was typed stays. */
export function SignInScreen({ next }: { next: string }) {
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setIsBusy(true);
    const refusal = await signIn(String(form.get("email")), String(form.get("password")));
    if (refusal === null) return window.location.assign(next);
    setError(refusal);
    setIsBusy(false);
  };
  return (
    <main className="mx-auto flex max-w-[360px] flex-col gap-4 px-4 pt-[18vh]">
      <h1 className="text-title">Sign in to Runtape</h1>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-2">
        <Field label="E-mail" name="email" type="email" autoComplete="username" required />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={error}
        />
        <Button type="submit" variant="primary" size="large" disabled={isBusy}>
          Sign in
        </Button>
      </form>
      <p className="text-small text-fg-3">
        No account? An admin of a project adds you in Settings, or the operator does with “runtape user add”.
      </p>
    </main>
  );
}
