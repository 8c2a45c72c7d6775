import * as contract from "@/lib/api/contract/datasets";
import { route } from "@/lib/http/route";
import { previewRows } from "@/lib/services/datasets/preview-rows";

export const GET = route(contract.previewRows, previewRows);
