"use client";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useEffect, useReducer, useRef, useState } from "react";
import { call } from "@/lib/api/call";
import { type ImportState, steerImport } from "@/lib/api/contract/imports";
import { importFilesQuery, importQuery } from "@/lib/api/queries";
import { chosenFiles, droppedFiles, type NamedFile } from "./dropped-files";
import { sendFile } from "./send-file";
import { isOurs, mergeLines, reduceUploads, stateOf, sumUp } from "./upload-list";

/** Files sent at the same time. */
const AT_ONCE = 2;

export type Imports = ReturnType<typeof useImports>;

/** Everything about bringing files in: choosing, dropping, sending, steering, and what the server made of them. */
export function useImports(project: string) {
  const client = useQueryClient();
  const [uploads, dispatch] = useReducer(reduceUploads, []);
  const [isDragging, setIsDragging] = useState(false);
  const [importId, setImportId] = useState(() => crypto.randomUUID());
  const files = useRef(new Map<string, NamedFile>());
  const aborts = useRef(new Map<string, () => void>());
  const hasSent = uploads.some(({ file }) => file !== null);
  const { data: summary, dataUpdatedAt } = useQuery({ ...importQuery(project, importId), enabled: hasSent });
  const news = { isSettled: summary?.counts.inProgress === 0, at: dataUpdatedAt };
  const report = useInfiniteQuery({ ...importFilesQuery(project, importId, {}, news), enabled: hasSent });
  const page = report.data?.pages[0];
  const hasMore = page?.nextCursor !== null && page !== undefined;
  const lines = mergeLines(uploads, page?.files ?? [], hasMore);
  const storedCount = summary?.counts.stored ?? 0;
  const state = summary?.state ?? "running";

  const send = async (id: string) => {
    const file = files.current.get(id);
    if (!file) return;
    dispatch({ type: "sending", id });
    const { done, abort } = sendFile({ project, importId }, file, (sentBytes) =>
      dispatch({ type: "progress", id, sentBytes }),
    );
    aborts.current.set(id, abort);
    const result = await done;
    aborts.current.delete(id);
    if (result.ok) dispatch({ type: "sent", id, file: result.file });
    else dispatch({ type: "failed", id, reason: result.reason, ...(result.file ? { file: result.file } : {}) });
    void client.invalidateQueries({ queryKey: ["import", importId] });
  };
  const steer = useMutation({
    mutationFn: (to: ImportState) =>
      call(steerImport, { project, importId, state: to }, { idempotencyKey: crypto.randomUUID() }),
    onSettled: () => client.invalidateQueries({ queryKey: ["import", importId] }),
  });
  useEffect(() => {
    if (storedCount > 0) void client.invalidateQueries({ queryKey: ["trajectories"] });
  }, [storedCount, client]);
  useEffect(() => {
    if (state !== "running") return;
    const sending = uploads.filter(({ phase }) => phase === "sending").length;
    for (const { id } of uploads.filter(({ phase }) => phase === "waiting").slice(0, AT_ONCE - sending)) void send(id);
  });

  const begin = () => {
    dispatch({ type: "cleared" });
    setImportId(crypto.randomUUID());
  };
  const add = (list: readonly NamedFile[]) => {
    if (state === "cancelled") begin();
    const added = list.map((named) => ({ id: crypto.randomUUID(), named }));
    for (const { id, named } of added) files.current.set(id, named);
    dispatch({
      type: "added",
      uploads: added.map(({ id, named: { file, name } }) => ({ id, name, sizeBytes: file.size })),
    });
  };
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return {
    importId,
    lines,
    state,
    /** How many files the studio has beyond those that are listed. */
    unlisted: hasMore ? (summary?.counts.files ?? 0) - (page?.files.length ?? 0) : 0,
    told: sumUp(lines, hasMore ? (summary?.counts ?? null) : null),
    /** Files lie only in the browser still: leaving would lose them. */
    isSending: uploads.some(isOurs),
    isBusy:
      uploads.some(isOurs) ||
      lines.some((line) => stateOf(line) === "in progress") ||
      (summary?.counts.inProgress ?? 0) > 0,
    progress: progressOf(lines, hasMore ? summary?.bytes : undefined),
    isDragging,
    add,
    choose: (what: "files" | "folder") => {
      const input = document.createElement("input");
      input.type = "file";
      input.multiple = true;
      input.webkitdirectory = what === "folder";
      input.addEventListener("change", () => add(chosenFiles(input.files ?? [])));
      input.click();
    },
    again: (id: string) => dispatch({ type: "again", id }),
    cancel: (id: string) => {
      aborts.current.get(id)?.();
      dispatch({ type: "cancelled", id });
    },
    /** Pauses, resumes or cancels all of it: what is not sent stays here, what is sent waits or is put away there. */
    steer: (to: ImportState) => {
      if (to === "cancelled") {
        for (const abort of aborts.current.values()) abort();
        dispatch({ type: "all-cancelled" });
      }
      if (hasSent) steer.mutate(to);
    },
    problem: steer.error?.message ?? null,
    clear: begin,
    dropHandlers: {
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsDragging(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (event.currentTarget === event.target) setIsDragging(false);
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsDragging(false);
        void droppedFiles(event.dataTransfer).then(add);
      },
    },
  };
}

/** 0..1 by bytes: half is sending, half is reading. */
function progressOf(
  lines: readonly ReturnType<typeof mergeLines>[number][],
  told: { total: number; read: number } | undefined,
): number {
  const own = told ? lines.filter(({ phase }) => phase !== "sent") : lines;
  const total = own.reduce((sum, { sizeBytes }) => sum + sizeBytes, told?.total ?? 0);
  const done = own.reduce(
    (sum, line) =>
      sum + (stateOf(line) === "in progress" ? line.sentBytes / 2 + (line.file?.readBytes ?? 0) / 2 : line.sizeBytes),
    told ? told.total / 2 + told.read / 2 : 0,
  );
  return total === 0 ? 1 : done / total;
}
