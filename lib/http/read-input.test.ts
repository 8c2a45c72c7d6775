import { describe, expect, it } from "vitest";
import { fileOf } from "./read-input.ts";

const upload = (headers: Record<string, string>, body = "bytes") =>
  new Request("http://studio.example/api/v1/imports", { method: "POST", headers, body });

async function taken(request: Request, maxBytes = 100): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of fileOf(request, maxBytes)) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe("the file of a request", () => {
  it.each<Record<string, string>>([{}, { "content-type": "application/octet-stream" }, { "content-length": "5" }])(
    "is its body, with %j",
    async (headers) => {
      expect(await taken(upload(headers))).toBe("bytes");
    },
  );

  it.each(["multipart/form-data; boundary=b", "Multipart/Mixed", " multipart/form-data"])(
    "is not a form of type %s",
    async (type) => {
      await expect(taken(upload({ "content-type": type }))).rejects.toMatchObject({ code: "unsupported_media" });
    },
  );

  it("is refused before it comes when it is announced as too large", async () => {
    await expect(taken(upload({ "content-length": "101" }))).rejects.toMatchObject({ code: "too_large" });
  });

  it.each(["4", "6"])("is never shorter or longer than announced: %s", async (length) => {
    await expect(taken(upload({ "content-length": length }))).rejects.toMatchObject({ code: "invalid_input" });
  });
});
