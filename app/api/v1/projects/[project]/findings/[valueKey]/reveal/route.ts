import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { revealValue } from "@/lib/services/governance/reveal-value";

export const POST = route(contract.revealValue, revealValue);
