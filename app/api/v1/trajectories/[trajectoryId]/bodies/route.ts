import * as contract from "@/lib/api/contract/trajectories";
import { route } from "@/lib/http/route";
import { readBodies } from "@/lib/services/trajectories/read-bodies";

export const GET = route(contract.getBodies, readBodies);
