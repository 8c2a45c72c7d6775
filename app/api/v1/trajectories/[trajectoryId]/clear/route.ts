import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { clearRun } from "@/lib/services/governance/clear-runs";

export const POST = route(contract.clearRun, clearRun);
