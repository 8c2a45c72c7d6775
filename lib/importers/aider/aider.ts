import type { Importer } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { readAider } from "./read.ts";

const BEGUN = /^# aider chat started at \d{4}-\d{2}-\d{2}/m;

/** Chat histories of Aider, `.aider.chat.history.md`: a run for each session. Authority: `aider/io.py`, which appends them. */
export const aider: Importer = {
  id: "aider",
  version: "2",
  label: "Aider chat history",
  description: "Aider .aider.chat.history.md, a run for each session: a step per block of text and per edit",
  proven: true,
  recognise: (head) => (BEGUN.test(decodeView(head)) ? 0.95 : 0),
  read: readAider,
};
