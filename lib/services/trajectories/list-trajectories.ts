import { z } from "zod";
import { listTrajectories as contract, type LibraryFilter } from "../../api/contract/trajectories.ts";
import { countLibrary, type LibraryRow, type LibrarySort, selectLibraryPage, selectPhases } from "../../db/library.ts";
import { GateState } from "../../domain/governance/clearance.ts";
import { PHASE } from "../../domain/labels/default-taxonomy.ts";
import { findDimension } from "../../domain/labels/taxonomy.ts";
import { Outcome, type TrajectoryRow } from "../../domain/record/trajectory.ts";
import { bySlug } from "../authorize.ts";
import { readTaxonomy } from "../reviews/read-taxonomy.ts";
import { PageCursor, readCursor, writeCursor } from "../page-cursor.ts";
import { query } from "../verb.ts";
import { binPhases } from "./bin-phases.ts";

const SORTS: Record<LibraryFilter["sort"], LibrarySort> = {
  newest: { by: "createdAt", isDescending: true },
  name: { by: "name", isDescending: false },
  steps: { by: "stepCount", isDescending: false },
  "-steps": { by: "stepCount", isDescending: true },
  errors: { by: "errorCount", isDescending: false },
  "-errors": { by: "errorCount", isDescending: true },
  labelled: { by: "labelled", isDescending: false },
  "-labelled": { by: "labelled", isDescending: true },
  outcome: { by: "outcome", isDescending: false },
};

/** Runs of a project: filtered, sorted, a page at a time. An annotator sees their own labels only (blind). */
export const listTrajectories = query({
  name: "list-trajectories",
  access: { permission: "runs:read", locate: bySlug, thing: "project" },
  input: contract.input,
  async run({ ctx, input, standing }): Promise<z.output<typeof contract.output>> {
    const db = ctx.db.prisma;
    const authorId = standing.role === "annotator" ? ctx.actor.id : null;
    const asked = {
      projectId: standing.projectId,
      authorId,
      text: input.q?.trim() || null,
      outcome: input.outcome ?? null,
      agent: input.agent ?? null,
      labelled: input.labelled ?? null,
      gate: input.gate ?? null,
      format: input.format ?? null,
      failures: input.failures ?? null,
    };
    const [rows, counts] = await Promise.all([
      selectLibraryPage(db, asked, SORTS[input.sort], readCursor(input.cursor, PageCursor), input.limit + 1),
      countLibrary(db, asked),
    ]);
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    const [marks, { taxonomy }] = await Promise.all([
      selectPhases(
        db,
        page.map(({ id }) => id),
        authorId,
      ),
      readTaxonomy(db, standing.projectId),
    ]);
    const phase = findDimension(taxonomy, PHASE);
    const labels = phase?.valueType === "label" ? phase.labels.map(({ id }) => id) : [];
    const facet = (name: string) =>
      counts.filter((row) => row.facet === name).map(({ value, count }) => ({ value: value ?? "", count }));
    return {
      rows: page.map((row) =>
        toRow(
          row,
          binPhases(
            marks.filter(({ trajectoryId }) => trajectoryId === row.id),
            row.stepCount,
            labels,
          ),
        ),
      ),
      nextCursor: rows.length > input.limit && last ? writeCursor([last.sortValue, last.id]) : null,
      matching: facet("matching")[0]?.count ?? 0,
      total: facet("total")[0]?.count ?? 0,
      facets: {
        outcome: facet("outcome"),
        agent: facet("agent"),
        format: facet("format"),
        labelled: facet("labelled"),
        failures: facet("failures"),
        gate: facet("gate"),
      },
    };
  },
});

function toRow(row: LibraryRow, phases: number[]): TrajectoryRow {
  const { createdAt, labelled, failures, sortValue: _sortValue, ...rest } = row;
  return {
    ...rest,
    outcome: Outcome.parse(row.outcome),
    gate: GateState.parse(row.gate),
    labelledSteps: labelled,
    failureCount: failures,
    phases,
    importedAt: createdAt.toISOString(),
  };
}
