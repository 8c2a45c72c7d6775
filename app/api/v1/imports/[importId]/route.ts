import * as contract from "@/lib/api/contract/imports";
import { route } from "@/lib/http/route";
import { readImport } from "@/lib/services/imports/read-import";
import { steerImport } from "@/lib/services/imports/steer-import";

export const GET = route(contract.getImport, readImport);
export const PUT = route(contract.steerImport, steerImport);
