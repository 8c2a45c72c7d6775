import * as contract from "@/lib/api/contract/annotations";
import { route } from "@/lib/http/route";
import { listExternalLabels } from "@/lib/services/external-labels/list-external-labels";

export const GET = route(contract.listExternalLabels, listExternalLabels);
