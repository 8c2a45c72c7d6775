import * as contract from "@/lib/api/contract/unmatched";
import { route } from "@/lib/http/route";
import { placeMark } from "@/lib/services/carry/place-mark";

export const POST = route(contract.placeMark, placeMark);
