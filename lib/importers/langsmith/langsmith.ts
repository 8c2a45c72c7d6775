import type { Importer } from "../importer.ts";
import { readLangsmith } from "./read.ts";
import { recogniseLangsmith } from "./recognise.ts";

/**
 * Runs of LangSmith, which are the spans of traces. Authority: the run data format of LangSmith's documentation and
 * `python/langsmith/schemas.py` of its SDK.
 */
export const langsmith: Importer = {
  id: "langsmith",
  version: "2",
  label: "LangSmith runs",
  description:
    "LangSmith runs as a list or JSONL, a trace a run: a step per message to a model, call of a model or tool",
  proven: false,
  recognise: recogniseLangsmith,
  read: readLangsmith,
};
