import * as contract from "@/lib/api/contract/reviews";
import { route } from "@/lib/http/route";
import { submitReview } from "@/lib/services/reviews/submit-review";

export const POST = route(contract.submitReview, submitReview);
