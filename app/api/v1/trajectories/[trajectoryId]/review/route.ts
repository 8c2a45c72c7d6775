import * as contract from "@/lib/api/contract/reviews";
import { route } from "@/lib/http/route";
import { readReview } from "@/lib/services/reviews/read-review";

export const GET = route(contract.getReview, readReview);
