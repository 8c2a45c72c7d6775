import * as contract from "@/lib/api/contract/imports";
import { route } from "@/lib/http/route";
import { readImport } from "@/lib/services/imports/read-import";

export const GET = route(contract.getImport, readImport);
