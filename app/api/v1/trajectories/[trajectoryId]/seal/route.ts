import * as contract from "@/lib/api/contract/live";
import { route } from "@/lib/http/route";
import { sealRun } from "@/lib/services/live/seal-run";

export const POST = route(contract.sealLiveRun, sealRun);
