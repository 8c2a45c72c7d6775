import * as contract from "@/lib/api/contract/governance";
import { route } from "@/lib/http/route";
import { listClusters } from "@/lib/services/governance/list-clusters";

export const GET = route(contract.listClusters, listClusters);
