import * as contract from "@/lib/api/contract/datasets";
import { route } from "@/lib/http/route";
import { freezeDataset } from "@/lib/services/datasets/freeze-dataset";
import { listDatasets } from "@/lib/services/datasets/list-datasets";

export const GET = route(contract.listDatasets, listDatasets);
export const POST = route(contract.freezeDataset, freezeDataset);
