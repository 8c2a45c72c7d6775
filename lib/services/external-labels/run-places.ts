import { z } from "zod";
import type { Tx } from "../../db/client.ts";
import type { Anchor } from "../../domain/labels/anchor.ts";
import type { ExternalPlace } from "../../domain/labels/external-label.ts";
import type { Context } from "../context.ts";
import type { TextRef } from "../text/text-ref.ts";

type Row = {
  ordinal: number;
  lane: number;
  role: string;
  sourceIndex: number;
  isAction: boolean;
  from: number;
  to: number;
};

/** Raw bytes of a run in which ids are looked up at most. */
const MAX_RAW_BYTES = 256 * 1024 * 1024;

const Ids = z.looseObject({
  id: z.unknown(),
  span_id: z.unknown(),
  spanId: z.unknown(),
  uuid: z.unknown(),
  spanContext: z.looseObject({ spanId: z.unknown() }).optional().catch(undefined),
  context: z.looseObject({ span_id: z.unknown() }).optional().catch(undefined),
});

/**
 * Turns positions of a source's own list into places of the tape. A position is that of `sourceIndex`; where several
 * rows came of one entry the first action stands for it, else the first row.
 */
export class RunPlaces {
  #byId: Map<string, number> | null = null;
  readonly #byIndex = new Map<number, Row>();

  private constructor(
    private readonly ctx: Context,
    readonly ref: TextRef,
    readonly lanes: readonly string[],
    readonly rows: readonly Row[],
    private readonly projectId: string,
  ) {
    for (const row of rows) {
      const known = this.#byIndex.get(row.sourceIndex);
      if (!known || (row.isAction && !known.isAction)) this.#byIndex.set(row.sourceIndex, row);
    }
  }

  static async of(tx: Tx, ctx: Context, projectId: string, ref: TextRef): Promise<RunPlaces> {
    const [lanes, steps] = await Promise.all([
      tx.lane.findMany({ where: ref, orderBy: { ordinal: "asc" }, select: { name: true } }),
      tx.step.findMany({
        where: ref,
        orderBy: { ordinal: "asc" },
        select: {
          ordinal: true,
          lane: true,
          role: true,
          sourceIndex: true,
          isAction: true,
          sourceByteStart: true,
          sourceByteEnd: true,
        },
      }),
    ]);
    const rows = steps.map(({ sourceByteStart, sourceByteEnd, ...row }) => ({
      ...row,
      from: Number(sourceByteStart),
      to: Number(sourceByteEnd),
    }));
    return new RunPlaces(
      ctx,
      ref,
      lanes.map(({ name }) => name),
      rows,
      projectId,
    );
  }

  /** The place on the tape, or null where the run has none such. */
  async anchorOf(place: ExternalPlace): Promise<Anchor | null> {
    switch (place.at) {
      case "run":
        return { target: "trajectory" };
      case "step":
        return stepAnchor(this.#at(place.index - place.base));
      case "range": {
        const [from, to] = [this.#at(place.from - place.base), this.#at(place.to - place.base)];
        if (from === null || to === null || from > to) return null;
        return { target: "range", from, to };
      }
      case "entry":
        return stepAnchor((await this.#ids()).get(place.id) ?? null);
    }
  }

  /** Ids that the run's entries give themselves. */
  async entryIds(): Promise<Iterable<string>> {
    return (await this.#ids()).keys();
  }

  /** The run as the check of labels wants it. */
  shape(): { laneNames: readonly string[]; steps: readonly { sourceIndex: number; laneName: string }[] } {
    const steps = this.rows.map(({ sourceIndex, lane, role }) => ({
      sourceIndex,
      laneName: role === "user" ? "user" : (this.lanes[lane] ?? ""),
    }));
    return { laneNames: this.lanes, steps };
  }

  /** The lane of this name; case and signs make no difference. Null where none or several have it. */
  laneOf(name: string): number | null {
    const same = this.lanes.flatMap((lane, at) => (fold(lane) === fold(name) ? [at] : []));
    return same.length === 1 ? (same[0] ?? null) : null;
  }

  #at(sourceIndex: number): number | null {
    return this.#byIndex.get(sourceIndex)?.ordinal ?? null;
  }

  /** Which step came of the entry with an id, read out of the entries' own bytes. */
  async #ids(): Promise<Map<string, number>> {
    if (this.#byId) return this.#byId;
    this.#byId = new Map();
    const bytes = await this.#raw();
    for (const { ordinal, from, to } of bytes ? this.rows : []) {
      for (const id of idsIn(bytes?.subarray(from, to) ?? new Uint8Array()))
        if (!this.#byId.has(id)) this.#byId.set(id, ordinal);
    }
    return this.#byId;
  }

  async #raw(): Promise<Buffer | null> {
    const { prisma } = this.ctx.db;
    const { trajectoryId, revisionId: id } = this.ref;
    const revision = await prisma.trajectoryRevision.findUnique({ where: { trajectoryId_id: { trajectoryId, id } } });
    const sha256 = revision?.rawSha256[0];
    const { projectId } = this;
    const entry = sha256
      ? await prisma.rawEntry.findUnique({ where: { projectId_sha256: { projectId, sha256 } } })
      : null;
    const pack = entry
      ? await prisma.rawPack.findUnique({ where: { projectId_id: { projectId, id: entry.packId } } })
      : null;
    if (!entry || !pack || entry.byteEnd - entry.byteStart > MAX_RAW_BYTES) return null;
    const parts: Uint8Array[] = [];
    for await (const part of this.ctx.files.read(pack.fileKey, {
      start: Number(entry.byteStart),
      end: Number(entry.byteEnd),
    }))
      parts.push(part);
    return Buffer.concat(parts);
  }
}

/** The ids an entry gives itself, wherever its format writes them. */
function idsIn(slice: Uint8Array): string[] {
  const entry = Ids.safeParse(parsed(Buffer.from(slice).toString("utf8"))).data;
  if (!entry) return [];
  const { id, span_id, spanId, uuid, spanContext, context } = entry;
  return [id, span_id, spanId, uuid, spanContext?.spanId, context?.span_id].filter((each) => typeof each === "string");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function stepAnchor(ordinal: number | null): Anchor | null {
  return ordinal === null ? null : { target: "step", ordinal };
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}
