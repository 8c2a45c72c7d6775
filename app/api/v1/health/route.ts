import * as contract from "@/lib/api/contract/people";
import { route } from "@/lib/http/route";
import { readHealth } from "@/lib/services/studio/read-health";

export const GET = route(contract.getHealth, readHealth);
