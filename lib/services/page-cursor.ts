import { z } from "zod";
import { AppError } from "../domain/errors.ts";

/** Where a page ended: the sort value of its last row, as text, and its id. */
export const PageCursor = z.tuple([z.string().max(2000), z.uuid()]);
export type PageCursor = z.infer<typeof PageCursor>;

/** The same where rows are sorted by time. */
export const TimeCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Opaque to whoever gets it; they send it back for the next page. */
export function writeCursor(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Null is the first page; what the studio did not write is refused. */
export function readCursor<C extends z.ZodType>(text: string | undefined, schema: C): z.output<C> | null {
  if (text === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    throw new AppError("invalid_input", "This page marker is not one that the studio gave. Start from the first page.");
  }
}
