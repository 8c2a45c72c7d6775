import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { listGates } from "@/lib/services/governance/list-gates";

export const GET = route(contract.listGates, listGates);
