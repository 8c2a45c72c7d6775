import type { Importer } from "../importer.ts";
import { readTraces } from "./read.ts";
import { type SpanShape, shapeOf } from "./recognise.ts";

const SURE = 0.93;

type Written = { shape: SpanShape } & Pick<Importer, "id" | "label" | "description" | "proven">;

/** The shapes differ in how a span is written, never in what it means, so one reader reads them all. */
const SHAPES: readonly Written[] = [
  {
    shape: "otlp",
    id: "otlp",
    label: "OTLP traces",
    description:
      "OpenTelemetry export requests as JSON or JSONL, a run for each trace: a step per model, tool and agent",
    proven: false,
  },
  {
    shape: "sdk",
    id: "otel-spans",
    label: "OpenTelemetry span dump",
    description: "spans as an OpenTelemetry SDK dumps them, or the attributes of one; GenAI, OpenInference and AI SDK",
    proven: true,
  },
  {
    shape: "phoenix",
    id: "phoenix-spans",
    label: "Phoenix spans",
    description: "rows of spans exported from Phoenix, JSON or JSONL, a run for each trace",
    proven: false,
  },
  {
    shape: "trail",
    id: "trail",
    label: "TRAIL traces",
    description: "traces of the TRAIL benchmark, spans within spans: a step per model, tool and agent",
    proven: false,
  },
];

/** Traces of OpenTelemetry in each shape they are written in. */
export const otel: readonly Importer[] = SHAPES.map(({ shape, ...said }) => ({
  ...said,
  version: "2",
  recognise: (head) => (shapeOf(head) === shape ? SURE : 0),
  read: (bytes, { name }) => readTraces(bytes, name),
}));
