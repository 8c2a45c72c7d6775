import type { Importer } from "../importer.ts";
import { readSharegpt } from "./read.ts";
import { recogniseSharegpt } from "./recognise.ts";

/**
 * ShareGPT conversations: a JSON list of records, JSONL of them, or one. Authority: the data format that LLaMA-Factory
 * documents under the name, and the files of its own data folder.
 */
export const sharegpt: Importer = {
  id: "sharegpt",
  version: "1",
  label: "ShareGPT",
  description:
    "ShareGPT conversations as a JSON list, JSONL or one record: a step per turn and per further parallel call",
  proven: true,
  recognise: (head) => recogniseSharegpt(head),
  read: readSharegpt,
};
