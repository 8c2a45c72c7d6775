import * as contract from "@/lib/api/contract/annotations";
import { fileOf } from "@/lib/http/read-input";
import { route } from "@/lib/http/route";
import { importAnnotations } from "@/lib/services/external-labels/import-annotations";

export const POST = route(contract.importAnnotations, importAnnotations, {
  request: (request) => ({ bytes: fileOf(request, contract.MAX_ANNOTATION_BYTES) }),
});
