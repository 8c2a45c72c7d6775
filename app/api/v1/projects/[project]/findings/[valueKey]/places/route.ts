import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { listPlaces } from "@/lib/services/governance/list-places";

export const GET = route(contract.listPlaces, listPlaces);
