import type { Importer } from "../importer.ts";
import { decodeView } from "../json/bytes.ts";
import { readReactText } from "./read.ts";

/** Logs of ReAct as its first experiments printed them: numbered thoughts, actions and observations, question after question. */
export const reactText: Importer = {
  id: "react-text",
  version: "1",
  label: "ReAct text log",
  description: "text logs of ReAct, a run for each question: a step per numbered thought, action and observation",
  proven: true,
  recognise(head) {
    const text = decodeView(head);
    const labels = [/^Question: /m, /^Thought 1: /m, /^Action 1: /m];
    return labels.every((label) => label.test(text)) ? 0.9 : 0;
  },
  read: readReactText,
};
