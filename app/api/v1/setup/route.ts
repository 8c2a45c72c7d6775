import * as contract from "@/lib/api/contract/people";
import { route } from "@/lib/http/route";
import { setUp } from "@/lib/services/studio/set-up";

export const POST = route(contract.setUp, setUp);
