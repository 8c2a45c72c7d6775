import { z } from "zod";
import type { ImportFileView } from "../../api/contract/imports.ts";
import { bySlug } from "../authorize.ts";
import { task } from "../verb.ts";
import { Capture } from "./stage-file.ts";
import { takeFile } from "./take-file.ts";
import { viewFile } from "./view.ts";

/** An upload as it arrives. */
export const Bytes = z.custom<AsyncIterable<Uint8Array>>(
  (value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value,
);

const Input = z.strictObject({
  project: z.string(),
  name: z.string().min(1).max(1024),
  importId: z.uuid().optional(),
  sha256: z.string().optional(),
  bytes: Bytes,
  /** What was recorded around the run while it ran. */
  capture: Capture.optional(),
});

/** Takes one file in, and its reading is enqueued with it. */
export const receiveFile = task({
  name: "receive-file",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: Input,
  async run({ ctx, input, standing, commit }): Promise<{ importId: string; file: ImportFileView }> {
    const importId = input.importId ?? ctx.newId();
    const { projectId } = standing;
    const { name, bytes, sha256 } = input;
    const capture = input.capture && JSON.stringify(input.capture);
    const arrival = { projectId, importId, name, bytes, sha256, archiveId: null, capture };
    const row = await takeFile({ ctx, commit }, arrival);
    return { importId, file: viewFile(row) };
  },
});
