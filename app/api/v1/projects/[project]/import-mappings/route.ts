import * as contract from "@/lib/api/contract/mappings";
import { route } from "@/lib/http/route";
import { listMappings } from "@/lib/services/mappings/list-mappings";
import { saveMapping } from "@/lib/services/mappings/save-mapping";

export const GET = route(contract.listMappings, listMappings);
export const POST = route(contract.saveMapping, saveMapping);
