import { z } from "zod";
import { queryOf } from "@/lib/api/call";
import { ImportFileView, uploadFile } from "@/lib/api/contract/imports";
import type { NamedFile } from "./dropped-files";

export type SendResult = { ok: true; file: ImportFileView } | { ok: false; reason: string; file?: ImportFileView };

const Refusal = z.object({ detail: z.string(), details: z.object({ file: ImportFileView }).partial().optional() });

/** Sends one file's bytes with real upload progress, which fetch cannot report. `abort` ends it. */
export function sendFile(
  place: { project: string; importId: string },
  { file, name }: NamedFile,
  onProgress: (sentBytes: number) => void,
): { done: Promise<SendResult>; abort: () => void } {
  const request = new XMLHttpRequest();
  const done = new Promise<SendResult>((resolve) => {
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    request.addEventListener("load", () => resolve(readReply(request)));
    request.addEventListener("error", () =>
      resolve({ ok: false, reason: "The upload broke off. Nothing of it was kept; try again." }),
    );
    request.addEventListener("abort", () => resolve({ ok: false, reason: "Cancelled." }));
  });
  request.open("POST", uploadFile.path + queryOf({ project: place.project, import: place.importId, name }));
  request.setRequestHeader("content-type", "application/octet-stream");
  request.send(file);
  return { done, abort: () => request.abort() };
}

function readReply(request: XMLHttpRequest): SendResult {
  const body = parseJson(request.responseText);
  const taken = uploadFile.output.safeParse(body);
  if (request.status < 300 && taken.success) return { ok: true, file: taken.data.file };
  const refusal = Refusal.safeParse(body);
  if (!refusal.success)
    return { ok: false, reason: `The studio answered ${request.status} without a reason. Try again.` };
  const file = refusal.data.details?.file;
  return { ok: false, reason: refusal.data.detail, ...(file ? { file } : {}) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
