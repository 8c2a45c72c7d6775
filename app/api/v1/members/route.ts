import * as contract from "@/lib/api/contract/people";
import { route } from "@/lib/http/route";
import { listMembers } from "@/lib/services/people/list-members";
import { addMember } from "@/lib/services/people/add-member";

export const GET = route(contract.listMembers, listMembers);
export const POST = route(contract.addMember, addMember);
