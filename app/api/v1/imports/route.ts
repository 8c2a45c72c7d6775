import * as contract from "@/lib/api/contract/imports";
import { fileOf } from "@/lib/http/read-input";
import { sendReceived } from "@/lib/http/send-received";
import { route } from "@/lib/http/route";
import { listImports } from "@/lib/services/imports/list-imports";
import { uploadFile } from "@/lib/services/imports/upload-file";

export const GET = route(contract.listImports, listImports);
export const POST = route(contract.uploadFile, uploadFile, {
  request: (request) => ({ bytes: fileOf(request, contract.MAX_UPLOAD_BYTES) }),
  respond: sendReceived,
});
