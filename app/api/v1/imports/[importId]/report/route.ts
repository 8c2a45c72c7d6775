import * as contract from "@/lib/api/contract/imports";
import { route } from "@/lib/http/route";
import { sendStream } from "@/lib/http/send-download";
import { reportImport } from "@/lib/services/imports/report-import";

export const GET = route(contract.reportImport, reportImport, { respond: sendStream });
