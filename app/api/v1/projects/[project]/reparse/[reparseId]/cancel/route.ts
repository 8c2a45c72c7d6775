import * as contract from "@/lib/api/contract/reparse";
import { route } from "@/lib/http/route";
import { cancelReparse } from "@/lib/services/reparse/cancel-reparse";

export const POST = route(contract.cancelReparse, cancelReparse);
