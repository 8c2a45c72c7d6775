import * as contract from "@/lib/api/contract/mappings";
import { route } from "@/lib/http/route";
import { previewMapping } from "@/lib/services/mappings/preview-mapping";

export const POST = route(contract.previewMapping, previewMapping);
