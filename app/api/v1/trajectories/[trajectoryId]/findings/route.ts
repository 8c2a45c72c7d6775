import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { markFinding } from "@/lib/services/governance/mark-finding";

export const POST = route(contract.markFinding, markFinding);
