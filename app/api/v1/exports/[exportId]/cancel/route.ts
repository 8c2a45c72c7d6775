import * as contract from "@/lib/api/contract/exports";
import { route } from "@/lib/http/route";
import { cancelExport } from "@/lib/services/exports/cancel-export";

export const POST = route(contract.cancelExport, cancelExport);
