import * as contract from "@/lib/api/contract/exports";
import { route } from "@/lib/http/route";
import { createExport } from "@/lib/services/exports/create-export";

export const POST = route(contract.createExport, createExport);
