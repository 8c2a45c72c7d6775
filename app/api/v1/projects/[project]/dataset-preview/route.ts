import * as contract from "@/lib/api/contract/datasets";
import { route } from "@/lib/http/route";
import { previewDataset } from "@/lib/services/datasets/preview-dataset";

export const GET = route(contract.previewDataset, previewDataset);
