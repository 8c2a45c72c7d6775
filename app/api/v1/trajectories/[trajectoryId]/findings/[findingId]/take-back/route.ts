import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { takeBackFinding } from "@/lib/services/governance/take-back-finding";

export const POST = route(contract.takeBackFinding, takeBackFinding);
