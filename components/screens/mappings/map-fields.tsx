"use client";
import { useState } from "react";
import type { z } from "zod";
import { formatCount } from "@/components/ui/format";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { EmptyState, ErrorState } from "@/components/ui/states";
import { ApiError } from "@/lib/api/call";
import type { MappingView, sampleFile } from "@/lib/api/contract/mappings";
import type { MappingDraft } from "@/lib/domain/mapping/field-mapping";
import { slotsAt } from "@/lib/domain/mapping/point-at";
import type { SampleNode } from "@/lib/domain/mapping/sample";
import { Column } from "./column";
import { PreviewColumn } from "./preview-column";
import { ReadingPanel } from "./reading-panel";
import { SampleTree } from "./sample-tree";
import { SaveFoot } from "./save-foot";
import { nameOfSlot } from "./slot-words";
import { SlotsColumn } from "./slots-column";
import { useMappingDraft } from "./use-mapping-draft";

type Props = { project: string; sample: z.infer<typeof sampleFile.output>; base: MappingView | null };

/** The record at the left, the slots in the middle, at the right what comes out. */
export function MapFields({ project, sample, base }: Props) {
  const { nodes, isLines, file } = sample;
  const making = useMappingDraft(project, file.id, base?.mapping ?? sample.guess, isLines);
  const { draft, inHand, preview } = making;
  const [readBy, setReadBy] = useState<string | null>(null);
  const slotsOf = (node: SampleNode) => slotsAt(draft, node.pointer);
  return (
    <div className="flex min-h-0 grow flex-col overflow-auto compact:flex-row compact:overflow-hidden">
      <Column
        title={isLines ? "First lines" : "Record"}
        note={`${formatCount(nodes.length)} fields${sample.isPart ? ", the beginning of a longer file" : ""}`}
        className="min-h-80 flex-1 border-r border-line"
      >
        <p
          role="status"
          className={`px-3 py-1.5 text-small ${making.refusal ? "bg-warn-soft text-warn-ink" : "text-fg-2"}`}
        >
          {making.refusal ?? `Choose the field of “${nameOfSlot(inHand)}”.`}
        </p>
        <SampleTree
          nodes={nodes}
          stepsList={firstListOf(draft, nodes)}
          slotsOf={slotsOf}
          inHand={inHand}
          onChoose={(node) => making.choose(node, nodes)}
        />
      </Column>
      <Column
        title="Mapping"
        note={base ? `from version ${base.number}` : "guessed by names"}
        className="w-full shrink-0 border-r border-line compact:w-80"
      >
        <SlotsColumn
          draft={draft}
          isLines={isLines}
          inHand={inHand}
          roleValues={preview?.data?.roleValues ?? []}
          onTake={making.take}
          onChange={making.change}
        />
        <SaveFoot
          project={project}
          fileId={file.id}
          draft={draft}
          base={base}
          missing={making.missing}
          onGoTo={making.take}
          onDone={setReadBy}
        />
      </Column>
      <Column title={readBy === null ? "Preview" : "Reading"} className="min-h-80 flex-[1.4]">
        {readBy === null ? (
          <Preview making={making} />
        ) : (
          <ReadingPanel project={project} fileId={file.id} mappingName={readBy} onBack={() => setReadBy(null)} />
        )}
      </Column>
    </div>
  );
}

function Preview({ making: { preview, isBehind } }: { making: ReturnType<typeof useMappingDraft> }) {
  if (preview === null)
    return (
      <EmptyState title="Nothing of a step is read yet">
        Take a slot in the middle, then choose its field in the record at the left.
      </EmptyState>
    );
  if (preview.isError)
    return (
      <ErrorState
        title="The preview could not be made"
        message={preview.error.message}
        code={preview.error instanceof ApiError ? preview.error.code : null}
        onRetry={() => void preview.refetch()}
      />
    );
  if (!preview.data) return <SkeletonRows rows={8} height={36} label="Reading the first steps" />;
  return <PreviewColumn preview={preview.data} isOld={isBehind} />;
}

/** The list of steps of the first record, as a place in the sample. */
function firstListOf({ runs, steps }: MappingDraft, nodes: readonly SampleNode[]): string | null {
  const record = runs.at === "each" ? `${runs.list}/0` : runs.at === "lines" ? "/0" : "";
  const list = runs.at === "rows" ? (runs.list ?? "") : `${record}${steps}`;
  return nodes.some(({ pointer, kind }) => pointer === list && kind === "list") ? list : null;
}
