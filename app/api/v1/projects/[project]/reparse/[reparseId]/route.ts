import * as contract from "@/lib/api/contract/reparse";
import { route } from "@/lib/http/route";
import { readReparse } from "@/lib/services/reparse/read-reparse";

export const GET = route(contract.getReparse, readReparse);
