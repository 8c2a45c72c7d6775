import * as contract from "@/lib/api/contract/reparse";
import { route } from "@/lib/http/route";
import { listReparses } from "@/lib/services/reparse/list-reparses";
import { startReparse } from "@/lib/services/reparse/start-reparse";

export const GET = route(contract.listReparses, listReparses);
export const POST = route(contract.startReparse, startReparse);
