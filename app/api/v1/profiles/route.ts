import * as contract from "@/lib/api/contract/datasets";
import { route } from "@/lib/http/route";
import { listProfiles } from "@/lib/services/exports/list-profiles";

export const GET = route(contract.listProfiles, listProfiles);
