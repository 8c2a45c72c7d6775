"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { useToast } from "@/components/ui/toast";
import { call } from "@/lib/api/call";
import { dismissMark, MAX_DISMISS_REASON, type UnmatchedView } from "@/lib/api/contract/unmatched";

type Props = { mark: UnmatchedView | null; onClose: () => void; onDone?: () => void };

/** Lets a mark go, with the reason; the revision it was made on keeps it. */
export function DismissDialog({ mark, onClose, onDone }: Props) {
  return (
    <Dialog
      isOpen={mark !== null}
      onClose={onClose}
      title={mark ? `Dismiss ${mark.name}: ${mark.says}` : "Dismiss"}
      description="It stays on the revision it was made on and is not on the run's newer one. The reason is kept."
    >
      {mark ? <Reason key={mark.id} mark={mark} onClose={onClose} onDone={onDone} /> : null}
    </Dialog>
  );
}

function Reason({
  mark,
  onClose,
  onDone,
}: {
  mark: UnmatchedView;
  onClose: () => void;
  onDone: (() => void) | undefined;
}) {
  const client = useQueryClient();
  const toast = useToast();
  const [reason, setReason] = useState("");
  const dismiss = useMutation({
    mutationFn: () =>
      call(
        dismissMark,
        { trajectoryId: mark.trajectoryId, markId: mark.id, reason },
        { idempotencyKey: crypto.randomUUID() },
      ),
    onSuccess: () => {
      toast(`${mark.name} dismissed.`);
      onClose();
      onDone?.();
    },
    onError: (error) => toast(error.message),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["unmatched"] });
      void client.invalidateQueries({ queryKey: ["governance", mark.trajectoryId] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== "") dismiss.mutate();
  };
  return (
    <form onSubmit={send} className="flex flex-col gap-3">
      <Field
        label="Why it has no place any more"
        value={reason}
        maxLength={MAX_DISMISS_REASON}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button type="submit" variant="danger" disabled={reason.trim() === "" || dismiss.isPending}>
          Dismiss
        </Button>
      </div>
    </form>
  );
}
