import type { ContainerStack } from "./container-stack.ts";

/** Hears about values while they pass. `level` counts the open containers around the value: the root has 0. */
export interface ScanWatcher {
  /** Values at deeper levels are not reported. */
  readonly depth: number;
  /** Keys of containers down to this depth are decoded for `stack.keyAt`; the root container has depth 1. */
  readonly keyDepth: number;
  valueStart(level: number, byteStart: number, firstByte: number, line: number, stack: ContainerStack): void;
  valueEnd(level: number, byteEnd: number): void;
}

export const SILENT_WATCHER: ScanWatcher = { depth: -1, keyDepth: 0, valueStart: () => {}, valueEnd: () => {} };
