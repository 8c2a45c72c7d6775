import type { Endpoint } from "./endpoint.ts";
import * as annotations from "./annotations.ts";
import * as datasets from "./datasets.ts";
import * as exports from "./exports.ts";
import * as governance from "./governance.ts";
import * as imports from "./imports.ts";
import * as live from "./live.ts";
import * as mappings from "./mappings.ts";
import * as otlp from "./otlp.ts";
import * as people from "./people.ts";
import * as reparse from "./reparse.ts";
import * as reviews from "./reviews.ts";
import * as trajectories from "./trajectories.ts";
import * as unmatched from "./unmatched.ts";

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === "object" && value !== null && "path" in value && "method" in value && "input" in value;

/** Every address of the API with the name it is exported under, in the order of the files and of the alphabet. */
export function everyEndpoint(): { name: string; endpoint: Endpoint }[] {
  return [
    people,
    imports,
    mappings,
    live,
    otlp,
    trajectories,
    reviews,
    reparse,
    unmatched,
    annotations,
    governance,
    datasets,
    exports,
  ].flatMap((file) =>
    Object.entries(file).flatMap(([name, value]: [string, unknown]) =>
      isEndpoint(value) ? [{ name, endpoint: value }] : [],
    ),
  );
}
