import * as contract from "@/lib/api/contract/people";
import { route } from "@/lib/http/route";
import { listKeys, addKey } from "@/lib/services/people/keys";

export const GET = route(contract.listKeys, listKeys);
export const POST = route(contract.addKey, addKey);
