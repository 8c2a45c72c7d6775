/** Names of tests, as the source writes them. */
export type TestList = { success: string[]; failure: string[] };

/** What a verifier said of a run, in a file beside it. What it did not state is null and is never worked out. */
export type Verification = {
  kind: "swe-bench-report" | "harbor-result" | "reward-text";
  /** The task the file names, or the folder it lies in where that is named for one. */
  instanceId: string | null;
  resolved: boolean | null;
  reward: number | null;
  /** Tests that had to begin to pass, and tests that had to go on passing. */
  tests: { failToPass: TestList; passToPass: TestList } | null;
};
