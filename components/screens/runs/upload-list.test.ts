import { expect, it } from "vitest";
import type { ImportFileView } from "@/lib/api/contract/imports";
import { reduceUploads, stateOf, sumUp, type Upload } from "./upload-list";

const file = (status: ImportFileView["status"], id = "f"): ImportFileView => ({
  id,
  archiveId: null,
  name: "a",
  sha256: "",
  sizeBytes: 1,
  readBytes: 0,
  status,
  formatId: null,
  trajectories: [],
  records: null,
  problems: [],
});
const three = reduceUploads([], {
  type: "added",
  uploads: ["a", "b", "c"].map((id) => ({ id, name: id, sizeBytes: 10 })),
});

it("follows a file from the disk to what became of it", () => {
  let uploads = reduceUploads(three, { type: "sending", id: "a" });
  uploads = reduceUploads(uploads, { type: "progress", id: "a", sentBytes: 5 });
  uploads = reduceUploads(uploads, { type: "sent", id: "a", file: file("received") });
  expect(stateOf(uploads[0] as Upload)).toBe("in progress");
  uploads = reduceUploads(uploads, { type: "reported", files: [file("stored")] });
  expect(stateOf(uploads[0] as Upload)).toBe("stored");
});

it("adds up in words whatever happened", () => {
  let uploads = reduceUploads(three, { type: "failed", id: "a", reason: "No answer." });
  uploads = reduceUploads(uploads, { type: "failed", id: "b", reason: "A PNG.", file: file("rejected") });
  expect(sumUp(uploads)).toBe(
    "3 files = 0 stored + 0 skipped + 0 quarantined + 1 rejected + 1 in progress + 1 not sent",
  );
  uploads = reduceUploads(uploads, { type: "again", id: "a" });
  expect(sumUp(uploads)).toBe("3 files = 0 stored + 0 skipped + 0 quarantined + 1 rejected + 2 in progress");
});

it("lists what came out of an archive once, and counts it instead of the archive", () => {
  const inner = { ...file("stored", "i"), archiveId: "f", name: "runs.zip/a" };
  let uploads = reduceUploads(three.slice(0, 1), { type: "sent", id: "a", file: file("received") });
  for (const _ of [1, 2]) uploads = reduceUploads(uploads, { type: "reported", files: [file("unpacked"), inner] });
  expect(uploads.map(({ name }) => name)).toEqual(["a", "runs.zip/a"]);
  expect(uploads.map(stateOf)).toEqual(["unpacked", "stored"]);
  expect(sumUp(uploads)).toBe("1 file = 1 stored + 0 skipped + 0 quarantined + 0 rejected + 0 in progress");
});
