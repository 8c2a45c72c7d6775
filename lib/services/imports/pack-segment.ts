import { gzipSync } from "node:zlib";
import type { SkeletonSegment } from "../../domain/record/skeleton.ts";
import { sha256 } from "../verb.ts";

/** A segment as it is stored and sent: gzip of its JSON, named by the JSON's hash. */
export function packSegment(segment: SkeletonSegment): {
  sha256: string;
  sizeBytes: number;
  gzip: Uint8Array<ArrayBuffer>;
} {
  const text = JSON.stringify(segment);
  return { sha256: sha256(text), sizeBytes: Buffer.byteLength(text), gzip: new Uint8Array(gzipSync(text)) };
}
