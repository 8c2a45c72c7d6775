import * as contract from "@/lib/api/contract/people";
import { route } from "@/lib/http/route";
import { removeKey } from "@/lib/services/people/keys";

export const DELETE = route(contract.removeKey, removeKey);
