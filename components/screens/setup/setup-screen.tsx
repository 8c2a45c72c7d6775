"use client";
import { type FormEvent, useState } from "react";
import { signIn } from "@/components/screens/sign-in/sign-in";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { ApiError, call } from "@/lib/api/call";
import { setUp } from "@/lib/api/contract/people";

/** The first admin, made with the one-time link that the start printed. */
export function SetupScreen({ token }: { token: string }) {
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name));
    setIsBusy(true);
    try {
      await call(setUp, { token, name: text("name"), email: text("email"), password: text("password") });
      await signIn(text("email"), text("password"));
      window.location.assign("/runs");
    } catch (failure) {
      setError(failure instanceof ApiError ? failure.message : "The studio did not answer. Try again.");
      setIsBusy(false);
    }
  };
  return (
    <main className="mx-auto flex max-w-[360px] flex-col gap-4 px-4 pt-[14vh]">
      <h1 className="text-title">Make the first admin</h1>
      <p className="text-fg-2">This link works once. The admin adds everyone else in Settings.</p>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-2">
        <Field label="Name" name="name" autoComplete="name" maxLength={100} required />
        <Field label="E-mail" name="email" type="email" autoComplete="username" required />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={12}
          maxLength={128}
          required
          hint="At least 12 characters."
        />
        {error ? (
          <p role="alert" className="text-small text-err-ink">
            {error}
          </p>
        ) : null}
        <Button type="submit" variant="primary" size="large" disabled={isBusy}>
          Make the admin and sign in
        </Button>
      </form>
    </main>
  );
}
