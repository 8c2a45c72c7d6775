import * as contract from "@/lib/api/contract/people";
import { route } from "@/lib/http/route";
import { readOpenApi } from "@/lib/services/studio/read-openapi";

export const GET = route(contract.getOpenApi, readOpenApi);
