import * as contract from "@/lib/api/contract/people";
import { route } from "@/lib/http/route";
import { changeMember } from "@/lib/services/people/change-member";

export const PUT = route(contract.changeMember, changeMember);
