const REFUSALS: Record<number, string> = {
  401: "This e-mail and password do not belong together. Check both; capitals count.",
  403: "This account is switched off. Ask an admin of your project.",
  429: "Too many attempts. Wait a minute and try again.",
};

/** Signs in by password. Returns null when it worked, else one sentence why not. */
export async function signIn(email: string, password: string): Promise<string | null> {
  const response = await fetch("/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  }).catch(() => null);
  if (!response) return "The studio did not answer. Check that it runs and try again.";
  if (response.ok) return null;
  return (
    REFUSALS[response.status] ?? `Signing in failed (${response.status}). Try again; if it stays, tell the operator.`
  );
}

/** A place inside the studio to go to after signing in; anything else becomes the runs. */
export function safeNext(next: string | undefined): string {
  return next?.startsWith("/") && !next.startsWith("//") && !next.includes("\\") ? next : "/runs";
}
