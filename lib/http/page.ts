import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { Me } from "../api/contract/people.ts";
import { isAppError } from "../domain/errors.ts";
import { type Context, createContext } from "../services/context.ts";
import { readMe } from "../services/people/read-me.ts";
import type { Verb } from "../services/verb.ts";
import { authenticate } from "./authenticate.ts";
import { studio } from "./studio.ts";

/** A page's view of the studio: who reads it, and the reads it may make as that person. */
export type Page = {
  me: Me;
  /** Runs a read; what is not there, or not theirs, becomes the not-found page. */
  read<I, O>(verb: Verb<I, O>, input: I): Promise<O>;
};

/** Opens a page for the person who is signed in; `path` is where they come back to after signing in. */
export async function openPage(path: string): Promise<Page> {
  const held = studio();
  const actor = await authenticate(held, await headers());
  if (actor.kind === "anonymous") redirect(`/sign-in?next=${encodeURIComponent(path)}`);
  const ctx: Context = createContext({ actor, db: held.db, files: held.files });
  return {
    me: await readMe(ctx, {}),
    async read(verb, input) {
      try {
        return await verb(ctx, input);
      } catch (error) {
        if (isAppError(error) && (error.code === "not_found" || error.code === "invalid_input")) notFound();
        throw error;
      }
    },
  };
}
