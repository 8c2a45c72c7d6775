import { STEP_FIELDS } from "../domain/record/step.ts";
import { arrayText, canonicalJson, objectText, stringText } from "./json-text.ts";
import type { Profile } from "./profile.ts";
import type { ExportMark, ExportRecord, ExportReview, ExportStep } from "./record.ts";

const ID = "studio-full";
const VERSION = "2.0.0";

/**
 * Everything, one line a run, for archives and for tools of one's own. Nothing is rejected and nothing is lost.
 * Keys come in the order written here; documents inside (anchors, values, taxonomies) have sorted keys.
 */
export const studioFull: Profile = {
  id: ID,
  version: VERSION,
  label: "Studio, everything",
  description: "One JSON line a run: every step in full, its source, checks, taxonomies, reviews and submissions.",
  options: {},
  project: async (record) => ({
    rows: (async function* () {
      yield { text: rowText(record), lossy: () => [] };
    })(),
  }),
};

async function* rowText(record: ExportRecord): AsyncGenerator<string> {
  yield headText(record);
  yield ',"reviews":';
  yield* arrayText(record.reviews, reviewText);
  yield ',"steps":';
  yield* arrayText(record.steps(), stepText);
  yield "}";
}

/** The row up to its reviews, left open. */
function headText(record: ExportRecord): string {
  const { run, source, taxonomies } = record;
  const head = JSON.stringify({
    schema: `${ID}/${VERSION}`,
    runKey: record.runKey,
    name: record.name,
    formatId: record.formatId,
    source: {
      importer: source.importer,
      parserVersion: source.parserVersion,
      revision: source.revision,
      rawSha256: source.rawSha256,
      unknownRecords: run.unknownRecords,
    },
    task: { key: run.task.key, title: run.task.title, instruction: run.task.instruction },
    agent: run.agent,
    agentVersion: run.agentVersion,
    model: run.model,
    lanes: run.lanes.map(({ name, role }) => ({ name, role })),
    exitStatus: run.exitStatus,
    outcome: record.outcome,
    submission: run.submission,
    totals: {
      steps: run.stepCount,
      actions: run.actionCount,
      errors: record.errorCount,
      tokensIn: run.tokensIn,
      tokensOut: run.tokensOut,
      costUsd: run.costUsd,
    },
    redactions: record.redactionCount,
    verification: record.verification.map(({ kind, passed, failed, isResolved, source: said }) => ({
      kind,
      passed,
      failed,
      isResolved,
      source: said,
    })),
  });
  const documents = taxonomies.map(
    ({ id, semver, sha256, document }) =>
      `{${inner({ id, semver, sha256 })},"document":${canonicalJson(toJson(document))}}`,
  );
  return [
    head.slice(0, -1),
    `,"environment":${objectText(record.environment, (value) => JSON.stringify(value))}`,
    `,"problems":${canonicalJson(toJson(record.problems))}`,
    `,"taxonomies":[${documents.join(",")}]`,
  ].join("");
}

async function* reviewText(review: ExportReview): AsyncGenerator<string> {
  const { kind, authorId, round, taxonomy, submission } = review;
  const { id, semver, sha256 } = taxonomy;
  const { number, authorId: submittedBy, submittedAt, sha256: frozen } = submission;
  const facts = {
    kind,
    authorId,
    round,
    taxonomy: { id, semver, sha256 },
    submission: { number, authorId: submittedBy, submittedAt, sha256: frozen },
  };
  yield `{${inner(facts)},"marks":`;
  yield* arrayText(review.marks(), (mark) => [markText(mark)]);
  yield "}";
}

function markText(mark: ExportMark): string {
  const { key, version, dimension, variant, provenance, authorId, savedAt } = mark;
  const documents = [`"anchor":${canonicalJson(toJson(mark.anchor))}`, `"value":${canonicalJson(toJson(mark.value))}`];
  return `{${inner({ key, version, dimension, variant })},${documents.join(",")},${inner({ provenance, authorId, savedAt })}}`;
}

async function* stepText(step: ExportStep): AsyncGenerator<string> {
  const { sourcePointer: pointer } = step;
  const facts = inner({
    ordinal: step.ordinal,
    turn: step.turn,
    callOrdinal: step.callOrdinal,
    lane: step.lane,
    parentOrdinal: step.parentOrdinal,
    kind: step.kind,
    role: step.role,
    isAction: step.isAction,
    actionType: step.actionType,
    target: step.target,
    isError: step.isError,
    isErrorInferred: step.isErrorInferred,
    exitCode: step.exitCode,
    durationMs: step.durationMs,
    tokensIn: step.tokensIn,
    tokensOut: step.tokensOut,
    costUsd: step.costUsd,
    startedAt: step.startedAt,
    source: { index: step.sourceIndex, path: pointer.path, byteStart: pointer.byteStart, byteEnd: pointer.byteEnd },
    contentSha256: step.contentSha256,
  });
  yield `{${facts}`;
  for (const field of STEP_FIELDS) {
    const text = step.text[field];
    yield `,"${field}":`;
    if (text === null) yield "null";
    else yield* stringText(text.read());
  }
  yield "}";
}

/** An object's members without its braces, to be followed by more. */
function inner(members: object): string {
  return JSON.stringify(members).slice(1, -1);
}

/** Documents of the domain are JSON by their schemas; this says so to the compiler. */
function toJson(document: unknown): Parameters<typeof canonicalJson>[0] {
  return document as Parameters<typeof canonicalJson>[0];
}
