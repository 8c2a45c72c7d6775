import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { judgeValue } from "@/lib/services/governance/judge-value";

export const POST = route(contract.judgeValue, judgeValue);
