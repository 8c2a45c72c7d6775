"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { ApiError, call } from "@/lib/api/call";
import { readWith, saveMapping } from "@/lib/api/contract/mappings";
import { importFileQuery } from "@/lib/api/queries";
import type { MappingDraft } from "@/lib/domain/mapping/field-mapping";
import type { missingOf, Slot } from "@/lib/domain/mapping/point-at";

type Props = {
  project: string;
  fileId: string;
  draft: MappingDraft;
  /** The mapping it was made from. */
  base: { name: string; number: number } | null;
  missing: ReturnType<typeof missingOf>;
  onGoTo: (slot: Slot) => void;
  onDone: (name: string) => void;
};

/** What is still missing, each with its way there; then the name, and saving. */
export function SaveFoot({ project, fileId, draft, base, missing, onGoTo, onDone }: Props) {
  const client = useQueryClient();
  const [name, setName] = useState(base?.name ?? "");
  const [newest, setNewest] = useState<number | null>(null);
  const trimmed = name.trim();
  const baseNumber = newest ?? (base !== null && base.name === trimmed ? base.number : 0);
  const save = useMutation({
    mutationFn: async () => {
      const saved = await call(
        saveMapping,
        { project, fileId, name: trimmed, mapping: draft, baseNumber },
        { idempotencyKey: crypto.randomUUID() },
      );
      await call(readWith, { project, fileId, mappingId: saved.id }, { idempotencyKey: crypto.randomUUID() });
      return saved;
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ["mappings", project], refetchType: "none" });
      client.removeQueries({ queryKey: importFileQuery(project, fileId).queryKey });
      onDone(saved.name);
    },
    onError: (error) => {
      const number = error instanceof ApiError && error.code === "conflict" ? error.details.number : null;
      if (typeof number === "number") setNewest(number);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const isReady = missing.length === 0 && trimmed !== "";
  return (
    <form onSubmit={submit} className="flex shrink-0 flex-col gap-2 border-t border-line bg-surface p-3">
      {missing.length > 0 ? (
        <ul aria-label="Still missing" className="flex flex-col">
          {missing.map(({ slot, sentence }) => (
            <li key={slot}>
              <button type="button" onClick={() => onGoTo(slot)} className="min-h-6 text-left text-accent-ink">
                {sentence}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <Field
        label="Name of the mapping"
        value={name}
        maxLength={100}
        onChange={(event) => {
          setName(event.target.value);
          setNewest(null);
          save.reset();
        }}
        placeholder="in-house log"
        error={save.error?.message ?? null}
        hint="Files of this structure are then read with it."
      />
      <Button type="submit" variant="primary" size="large" disabled={!isReady || save.isPending}>
        {save.isPending
          ? "Saving"
          : baseNumber > 0
            ? `Save as version ${baseNumber + 1} and read`
            : "Save and read the file"}
      </Button>
    </form>
  );
}
