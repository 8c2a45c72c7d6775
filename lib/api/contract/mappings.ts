import { z } from "zod";
import { FieldMapping, MappingDraft } from "../../domain/mapping/field-mapping.ts";
import { SampleNode } from "../../domain/mapping/sample.ts";
import { StepText } from "../../domain/record/body.ts";
import { ImportProblem } from "../../domain/record/import-outcome.ts";
import { StepKind, StepRole } from "../../domain/record/step.ts";
import { endpoint } from "./endpoint.ts";
import { ImportFileView } from "./imports.ts";

const ProjectSlug = z.string().max(64);
const FileRef = z.strictObject({ project: ProjectSlug, fileId: z.uuid() });

export const MappingView = z.object({
  id: z.string(),
  number: z.number().int(),
  name: z.string(),
  mapping: FieldMapping,
  createdBy: z.string(),
  createdAt: z.string(),
  /** Files that were read with any of its versions. */
  files: z.number().int(),
});
export type MappingView = z.infer<typeof MappingView>;

export const listMappings = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/import-mappings",
  summary: "The newest version of each mapping of fields, and the quarantined files that wait for one.",
  input: z.strictObject({ project: ProjectSlug }),
  output: z.object({ mappings: z.array(MappingView), waiting: z.array(ImportFileView) }),
});

export const saveMapping = endpoint({
  method: "POST",
  path: "/api/v1/projects/:project/import-mappings",
  summary:
    "Saves a mapping as the next version of its name. `fileId` is a file it was made on, whose structure it is known again by; `baseNumber` the version it was made from, 0 for a new name.",
  input: z.strictObject({
    project: ProjectSlug,
    name: z.string().trim().min(1).max(100),
    mapping: FieldMapping,
    fileId: z.uuid(),
    baseNumber: z.number().int().nonnegative(),
  }),
  output: MappingView,
});

/** A step as the tape would draw it, its text cut and masked. */
export const PreviewStep = z.object({
  ordinal: z.number().int(),
  kind: StepKind,
  role: StepRole,
  lane: z.number().int(),
  target: z.string(),
  isError: z.boolean(),
  isErrorInferred: z.boolean(),
  startedAt: z.string().nullable(),
  tokens: z.number().int().nullable(),
  body: StepText,
});
export type PreviewStep = z.infer<typeof PreviewStep>;

export const MappingPreview = z.object({
  /** The first steps of the first run. */
  steps: z.array(PreviewStep),
  run: z
    .object({
      runId: z.string().nullable(),
      title: z.string(),
      agent: z.string().nullable(),
      model: z.string().nullable(),
      outcome: z.string().nullable(),
      lanes: z.array(z.string()),
      unknownRecords: z.number().int(),
    })
    .nullable(),
  /** In the part of the file that was looked at. */
  runCount: z.number().int(),
  stepCount: z.number().int(),
  failedRecords: z.number().int(),
  problems: z.array(ImportProblem),
  /** What stands in the field of the role; the mapping's table says what each means. */
  roleValues: z.array(z.string()),
  /** The file goes on behind the part that was looked at. */
  isPart: z.boolean(),
  /** Whether the beginning of the file shows enough structure to know such files again. */
  isRecognisable: z.boolean(),
});
export type MappingPreview = z.infer<typeof MappingPreview>;

export const previewMapping = endpoint({
  method: "POST",
  path: "/api/v1/projects/:project/import-mappings/preview",
  summary: "What a draft of a mapping makes of the beginning of a quarantined file. Changes nothing.",
  input: FileRef.extend({ mapping: FieldMapping }),
  output: MappingPreview,
});

export const getImportFile = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/import-files/:fileId",
  summary: "What became of one file of any import.",
  input: FileRef,
  output: ImportFileView,
});

export const sampleFile = endpoint({
  method: "GET",
  path: "/api/v1/projects/:project/import-files/:fileId/sample",
  summary: "The first record of a quarantined file as a tree, and a mapping guessed by the names of its fields.",
  input: FileRef,
  output: z.object({
    file: ImportFileView,
    isLines: z.boolean(),
    nodes: z.array(SampleNode),
    guess: MappingDraft,
    /** The file goes on behind the part that was looked at. */
    isPart: z.boolean(),
  }),
});

export const readWith = endpoint({
  method: "POST",
  path: "/api/v1/projects/:project/import-files/:fileId/read-with",
  summary: "Reads a quarantined file again, with the newest version of a saved mapping.",
  input: FileRef.extend({ mappingId: z.uuid() }),
  output: ImportFileView,
});
