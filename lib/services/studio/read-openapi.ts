import { getOpenApi } from "../../api/contract/people.ts";
import { openApiDocument } from "../../api/openapi.ts";
import { query } from "../verb.ts";
import { VERSION } from "./read-health.ts";

/** The API, as it describes itself. */
export const readOpenApi = query({
  name: "read-openapi",
  access: { permission: "public" },
  input: getOpenApi.input,
  run: async () => openApiDocument(VERSION),
});
