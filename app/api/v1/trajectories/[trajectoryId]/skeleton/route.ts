import * as contract from "@/lib/api/contract/trajectories";
import { sendStoredJson } from "@/lib/http/send-stored-json";
import { route } from "@/lib/http/route";
import { readPackedSkeleton } from "@/lib/services/trajectories/read-skeleton";

export const GET = route(contract.getSkeleton, readPackedSkeleton, { respond: sendStoredJson });
