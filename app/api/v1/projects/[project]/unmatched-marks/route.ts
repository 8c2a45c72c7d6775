import * as contract from "@/lib/api/contract/unmatched";
import { route } from "@/lib/http/route";
import { listUnmatched } from "@/lib/services/carry/list-unmatched";

export const GET = route(contract.listUnmatched, listUnmatched);
