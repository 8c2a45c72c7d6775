import { listProfiles as contract } from "../../api/contract/datasets.ts";
import { profiles } from "../../exporters/registry.ts";
import { query } from "../verb.ts";

/** The formats an export can have. */
export const listProfiles = query({
  name: "list-profiles",
  access: { permission: "signed-in" },
  input: contract.input,
  run: async () => ({ profiles: profiles() }),
});
