import * as contract from "@/lib/api/contract/trajectories";
import { route } from "@/lib/http/route";
import { readTrajectory } from "@/lib/services/trajectories/read-trajectory";

export const GET = route(contract.getTrajectory, readTrajectory);
