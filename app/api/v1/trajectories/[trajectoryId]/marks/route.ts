import * as contract from "@/lib/api/contract/reviews";
import { route } from "@/lib/http/route";
import { saveMarks } from "@/lib/services/reviews/save-marks";

export const POST = route(contract.saveMarks, saveMarks);
