import { importAnnotations as contract, type LabelReport } from "../../api/contract/annotations.ts";
import { AppError } from "../../domain/errors.ts";
import { HEAD_BYTES } from "../../importers/importer.ts";
import { LABEL_FORMATS } from "../../importers/labels/label-formats.ts";
import { sniffLabels } from "../../importers/labels/sniff-labels.ts";
import { bySlug } from "../authorize.ts";
import { Bytes } from "../imports/receive-file.ts";
import { task } from "../verb.ts";
import { keepFileLabels } from "./keep-file-labels.ts";

/** Takes labels from elsewhere: authors become outside reviewers, taxonomies stay apart under their own names. */
export const importAnnotations = task({
  name: "import-annotations",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input.extend({ bytes: Bytes }),
  async run({ ctx, input: { name, bytes }, standing: { projectId }, commit }): Promise<LabelReport> {
    const { head, whole } = await withHead(bytes);
    const format = sniffLabels(head, name);
    if (format === null)
      throw new AppError(
        "invalid_input",
        `${name} holds no labels that are read here. Known are: ${LABEL_FORMATS.join(", ")}. docs/annotations.md says how a line of annotations looks.`,
      );
    return keepFileLabels({ ctx, commit }, { projectId, name, bytes: whole, format });
  },
});

/** The first bytes, and all of them again. */
async function withHead(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; whole: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const { done, value } = await iterator.next();
    if (done) break;
    parts.push(value);
    size += value.byteLength;
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield* parts;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head: Buffer.concat(parts).subarray(0, HEAD_BYTES), whole: whole() };
}
