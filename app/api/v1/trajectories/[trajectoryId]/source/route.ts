import * as contract from "@/lib/api/contract/trajectories";
import { route } from "@/lib/http/route";
import { readSource } from "@/lib/services/trajectories/read-source";

export const GET = route(contract.getSource, readSource);
