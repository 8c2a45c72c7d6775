import * as contract from "@/lib/api/contract/mappings";
import { route } from "@/lib/http/route";
import { readImportFile } from "@/lib/services/imports/read-import-file";

export const GET = route(contract.getImportFile, readImportFile);
