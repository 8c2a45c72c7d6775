import * as contract from "@/lib/api/contract/imports";
import { route } from "@/lib/http/route";
import { listImportFiles } from "@/lib/services/imports/list-import-files";

export const GET = route(contract.listImportFiles, listImportFiles);
