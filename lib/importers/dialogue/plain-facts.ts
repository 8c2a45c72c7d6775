const CREDENTIAL = /(?:api[_-]?key|authorization|token|secret|password|cookie)$|^aws[_-]/i;

/** Whether a field of this name may hold a credential. */
export function isCredential(name: string): boolean {
  return CREDENTIAL.test(name);
}

/** The members that are a text, a number or a truth value, as pairs; what may be a credential is left out. */
export function plainFacts(facts: ReadonlyMap<string, unknown>): [string, string][] {
  return [...facts].flatMap(([name, value]): [string, string][] => {
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    return isPlain && !isCredential(name) ? [[name, String(value)]] : [];
  });
}

/** The first of the named members that says something, as text. */
export function named(facts: ReadonlyMap<string, unknown>, names: readonly string[]): string | null {
  const value = names
    .map((name) => facts.get(name))
    .find((each) => typeof each === "number" || (typeof each === "string" && each !== ""));
  return value === undefined ? null : String(value);
}
