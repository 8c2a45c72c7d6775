import { z } from "zod";
import { JsonPointer } from "./json-pointer.ts";

/** One value of a sample, in document order; `depth` 0 is the document, or a line of a file of lines. */
export const SampleNode = z.object({
  /** From the root of the sample: of a file of lines it begins with the line's index. */
  pointer: JsonPointer,
  name: z.string(),
  depth: z.number().int().nonnegative(),
  kind: z.enum(["object", "list", "text", "number", "boolean", "null"]),
  /** The beginning of a plain value; what the rules of the scan know is masked. */
  text: z.string(),
  /** UTF-16 units of a text, members of an object, elements of a list. */
  size: z.number().int().nonnegative(),
});
export type SampleNode = z.infer<typeof SampleNode>;
