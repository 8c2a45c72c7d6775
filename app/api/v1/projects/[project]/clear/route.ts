import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { clearRuns } from "@/lib/services/governance/clear-runs";

export const POST = route(contract.clearRuns, clearRuns);
