import { expect, it } from "vitest";
import { collect, runOf, stepsOf } from "../collect.ts";
import { openaiMessages } from "./openai-messages.ts";

it("takes a role called like a member of every object for one it does not know", async () => {
  const outcomes = await collect(
    openaiMessages,
    '{"messages":[{"role":"user","content":"a"},{"role":"__proto__","content":"b"},{"role":"constructor","content":"c"}]}',
  );
  expect(stepsOf(outcomes).map(({ role }) => role)).toEqual(["user", "environment", "environment"]);
  expect(runOf(outcomes)?.unknownRecords).toBe(2);
});
