import type { Importer } from "../importer.ts";
import { readAtif } from "./read-file.ts";
import { recogniseAtif } from "./recognise.ts";

/** Harbor's Agent Trajectory Interchange Format, 1.0 to 1.7. Authority: harbor, rfcs/0001-trajectory-format.md. */
export const atif: Importer = {
  id: "atif",
  version: "4",
  label: "ATIF",
  description:
    "Harbor ATIF 1.0 to 1.7, a document or JSONL of them: one run per document, a step per message and per further parallel call, sub-agents as lanes",
  proven: true,
  hasLinks: true,
  recognise: (head) => recogniseAtif(head),
  read: readAtif,
};
