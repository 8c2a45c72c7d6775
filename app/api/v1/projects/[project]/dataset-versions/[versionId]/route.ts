import * as contract from "@/lib/api/contract/datasets";
import { route } from "@/lib/http/route";
import { readVersion } from "@/lib/services/datasets/read-version";

export const GET = route(contract.getDatasetVersion, readVersion);
