import { expect, it } from "vitest";
import type { ImportCounts, ImportFileView } from "@/lib/api/contract/imports";
import { mergeLines, reduceUploads, stateOf, sumUp, type Upload } from "./upload-list";

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

it("follows a file from the disk to what became of it, and never lists it twice", () => {
  let uploads = reduceUploads(three.slice(0, 1), { type: "sending", id: "a" });
  uploads = reduceUploads(uploads, { type: "progress", id: "a", sentBytes: 5 });
  uploads = reduceUploads(uploads, { type: "sent", id: "a", file: file("received") });
  expect(mergeLines(uploads, [], false).map(stateOf)).toEqual(["in progress"]);
  expect(mergeLines(uploads, [file("stored")], false).map(stateOf)).toEqual(["stored"]);
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
  const uploads = reduceUploads(three.slice(0, 1), { type: "sent", id: "a", file: file("received") });
  const lines = mergeLines(uploads, [file("unpacked"), inner], false);
  expect(lines.map(stateOf)).toEqual(["unpacked", "stored"]);
  expect(sumUp(lines)).toBe("1 file = 1 stored + 0 skipped + 0 quarantined + 0 rejected + 0 in progress");
});

it("counts thousands of files without having them: the studio's counts and what is not there yet", () => {
  const told: ImportCounts = {
    archives: 1,
    files: 5000,
    stored: 4000,
    attached: 10,
    skipped: 90,
    quarantined: 800,
    rejected: 50,
    inProgress: 50,
  };
  const sent = reduceUploads(three, { type: "sent", id: "a", file: file("received", "beyond the page") });
  const lines = mergeLines(sent, [file("stored")], true);
  expect(lines.map(({ name }: Upload) => name)).toEqual(["b", "c", "a"]);
  expect(sumUp(lines, told)).toBe(
    "5002 files = 4010 stored + 90 skipped + 800 quarantined + 50 rejected + 52 in progress",
  );
});

it("stops what has not been sent when all is cancelled, and nothing else", () => {
  const sent = reduceUploads(three, { type: "sent", id: "a", file: file("stored") });
  expect(reduceUploads(sent, { type: "all-cancelled" }).map(stateOf)).toEqual(["stored", "not sent", "not sent"]);
});
