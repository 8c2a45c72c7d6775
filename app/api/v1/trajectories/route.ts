import * as live from "@/lib/api/contract/live";
import * as contract from "@/lib/api/contract/trajectories";
import { route } from "@/lib/http/route";
import { openLiveRun } from "@/lib/services/live/open-live-run";
import { listTrajectories } from "@/lib/services/trajectories/list-trajectories";

export const GET = route(contract.listTrajectories, listTrajectories);
export const POST = route(live.openLiveRun, openLiveRun);
