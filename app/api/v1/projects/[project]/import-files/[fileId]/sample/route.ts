import * as contract from "@/lib/api/contract/mappings";
import { route } from "@/lib/http/route";
import { sampleFile } from "@/lib/services/mappings/sample-file";

export const GET = route(contract.sampleFile, sampleFile);
