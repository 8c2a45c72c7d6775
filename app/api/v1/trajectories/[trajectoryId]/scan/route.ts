import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { rescanRun } from "@/lib/services/governance/rescan-run";

export const POST = route(contract.rescanRun, rescanRun);
