import * as contract from "@/lib/api/contract/imports";
import { bytesOf } from "@/lib/http/read-input";
import { sendReceived } from "@/lib/http/send-received";
import { route } from "@/lib/http/route";
import { uploadFile } from "@/lib/services/imports/upload-file";

export const POST = route(contract.uploadFile, uploadFile, {
  request: (request) => ({ bytes: bytesOf(request) }),
  respond: sendReceived,
});
