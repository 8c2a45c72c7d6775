import { uploadFile as contract } from "../../api/contract/imports.ts";
import { bySlug } from "../authorize.ts";
import { task } from "../verb.ts";
import { Bytes, receiveFile } from "./receive-file.ts";

/** The same as `receive-file`, in the words of the API: `import` groups the files of one act. */
export const uploadFile = task({
  name: "receive-file",
  access: { permission: "runs:import", locate: bySlug, thing: "project" },
  input: contract.input.extend({ bytes: Bytes }),
  run: ({ ctx, input: { import: importId, ...input } }) => receiveFile(ctx, { ...input, importId }),
});
