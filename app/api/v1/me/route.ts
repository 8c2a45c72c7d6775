import * as contract from "@/lib/api/contract/people";
import { route } from "@/lib/http/route";
import { readMe } from "@/lib/services/people/read-me";

export const GET = route(contract.getMe, readMe);
