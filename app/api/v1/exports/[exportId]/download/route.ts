import * as contract from "@/lib/api/contract/exports";
import { sendDownload } from "@/lib/http/send-download";
import { route } from "@/lib/http/route";
import { openDownload } from "@/lib/services/exports/open-download";

export const GET = route(contract.downloadExport, openDownload, { respond: sendDownload });
