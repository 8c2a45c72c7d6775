"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type DragEvent, useEffect, useReducer, useRef, useState } from "react";
import { importQuery } from "@/lib/api/queries";
import { chosenFiles, droppedFiles, type NamedFile } from "./dropped-files";
import { sendFile } from "./send-file";
import { reduceUploads, stateOf, type Upload } from "./upload-list";

/** Files sent at the same time. */
const AT_ONCE = 2;

export type Imports = ReturnType<typeof useImports>;

/** Everything about bringing files in: choosing, dropping, sending, and what the server made of them. */
export function useImports(project: string) {
  const client = useQueryClient();
  const [uploads, dispatch] = useReducer(reduceUploads, []);
  const [isDragging, setIsDragging] = useState(false);
  const [importId] = useState(() => crypto.randomUUID());
  const files = useRef(new Map<string, NamedFile>());
  const aborts = useRef(new Map<string, () => void>());
  const hasSent = uploads.some(({ file }) => file !== null);
  const report = useQuery({ ...importQuery(project, importId), enabled: hasSent });
  const storedCount = uploads.filter((upload) => stateOf(upload) === "stored").length;

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
    void client.invalidateQueries({ queryKey: importQuery(project, importId).queryKey });
  };
  useEffect(() => {
    if (report.data) dispatch({ type: "reported", files: report.data.files });
  }, [report.data]);
  useEffect(() => {
    if (storedCount > 0) void client.invalidateQueries({ queryKey: ["trajectories"] });
  }, [storedCount, client]);
  useEffect(() => {
    const sending = uploads.filter(({ phase }) => phase === "sending").length;
    for (const { id } of uploads.filter(({ phase }) => phase === "waiting").slice(0, AT_ONCE - sending)) void send(id);
  });

  const add = (list: readonly NamedFile[]) => {
    const added = list.map((named) => ({ id: crypto.randomUUID(), named }));
    for (const { id, named } of added) files.current.set(id, named);
    dispatch({
      type: "added",
      uploads: added.map(({ id, named: { file, name } }) => ({ id, name, sizeBytes: file.size })),
    });
  };
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return {
    uploads: uploads as readonly Upload[],
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
    clear: () => dispatch({ type: "cleared" }),
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
