import * as contract from "@/lib/api/contract/exports";
import { route } from "@/lib/http/route";
import { readExport } from "@/lib/services/exports/read-export";

export const GET = route(contract.getExport, readExport);
