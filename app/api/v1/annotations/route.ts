import * as contract from "@/lib/api/contract/annotations";
import { bytesOf } from "@/lib/http/read-input";
import { route } from "@/lib/http/route";
import { importAnnotations } from "@/lib/services/external-labels/import-annotations";

export const POST = route(contract.importAnnotations, importAnnotations, {
  request: (request) => ({ bytes: bytesOf(request) }),
});
