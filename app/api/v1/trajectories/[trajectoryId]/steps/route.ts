import * as contract from "@/lib/api/contract/live";
import { route } from "@/lib/http/route";
import { appendSteps } from "@/lib/services/live/append-steps";

export const POST = route(contract.appendSteps, appendSteps);
