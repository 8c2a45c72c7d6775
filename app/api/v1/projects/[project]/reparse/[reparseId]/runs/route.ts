import * as contract from "@/lib/api/contract/reparse";
import { route } from "@/lib/http/route";
import { listReparseRuns } from "@/lib/services/reparse/list-reparse-runs";

export const GET = route(contract.listReparseRuns, listReparseRuns);
