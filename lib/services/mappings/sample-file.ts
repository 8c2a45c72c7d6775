import { sampleFile as contract } from "../../api/contract/mappings.ts";
import { guessMapping } from "../../importers/custom-mapping/guess-mapping.ts";
import { sampleOf } from "../../importers/custom-mapping/sample.ts";
import { bySlug } from "../authorize.ts";
import { viewFile } from "../imports/view.ts";
import { query } from "../verb.ts";
import { maskedText } from "./mask-sample.ts";
import { openWaiting } from "./waiting-file.ts";

/** Units of a value that the tree shows. */
const SHOWN_UNITS = 160;

/**
 * The first record of a waiting file as a tree, with a guess of what its fields mean. Nobody has scanned the file, so
 * every value goes through the rules of the scan first.
 */
export const sampleFile = query({
  name: "sample-file",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input: { fileId }, standing: { projectId } }) {
    const { row, head, isWhole } = await openWaiting(ctx, projectId, fileId);
    const nodes = [];
    for (const node of sampleOf(head)) {
      const text = await maskedText(node.text, SHOWN_UNITS, node.name);
      nodes.push({ ...node, name: await maskedText(node.name, SHOWN_UNITS), text });
    }
    return { file: viewFile(row), isLines: head.isLines === true, nodes, guess: guessMapping(head), isPart: !isWhole };
  },
});
