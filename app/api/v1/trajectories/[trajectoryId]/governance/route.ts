import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { readRunGovernance } from "@/lib/services/governance/read-run-governance";

export const GET = route(contract.getRunGovernance, readRunGovernance);
