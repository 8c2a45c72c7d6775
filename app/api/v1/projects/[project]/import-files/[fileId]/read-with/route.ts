import * as contract from "@/lib/api/contract/mappings";
import { route } from "@/lib/http/route";
import { readWith } from "@/lib/services/mappings/read-with";

export const POST = route(contract.readWith, readWith);
