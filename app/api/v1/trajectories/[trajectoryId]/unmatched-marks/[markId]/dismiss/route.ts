import * as contract from "@/lib/api/contract/unmatched";
import { route } from "@/lib/http/route";
import { dismissMark } from "@/lib/services/carry/dismiss-mark";

export const POST = route(contract.dismissMark, dismissMark);
