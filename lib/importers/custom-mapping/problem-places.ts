import type { ImportProblem } from "../../domain/record/import-outcome.ts";
import type { Piece } from "./pieces.ts";

/** A problem of a record, with its place in the file. */
export function inFile(problem: ImportProblem, { line, byteStart, path }: Omit<Piece, "bytes">): ImportProblem {
  const byteOffset = (problem.byteOffset ?? 0) + byteStart;
  const inside = problem.path ?? "";
  const whole = path === "" || inside === "" ? path || inside || null : `${path}.${inside}`;
  const message = problem.message
    .replace(/line \d+, byte \d+/, line === null ? `byte ${byteOffset}` : `line ${line}, byte ${byteOffset}`)
    .replace(`At ${inside}:`, `At ${whole}:`);
  return { ...problem, message, path: whole, line, byteOffset };
}
