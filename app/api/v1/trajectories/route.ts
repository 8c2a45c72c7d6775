import * as contract from "@/lib/api/contract/trajectories";
import { route } from "@/lib/http/route";
import { listTrajectories } from "@/lib/services/trajectories/list-trajectories";

export const GET = route(contract.listTrajectories, listTrajectories);
