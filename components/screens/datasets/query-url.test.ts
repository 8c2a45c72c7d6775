import { expect, it } from "vitest";
import { readQuery, writeQuery } from "./query-url";

it("goes there and back", () => {
  const filter = { q: "cart & co", outcome: "resolved", minSteps: 3, reviewed: "yes" } as const;
  const address = writeQuery(filter, "demo");
  expect(readQuery(new URLSearchParams(address.split("?")[1]))).toEqual(filter);
});

it("leaves out what does not fit", () => {
  expect(readQuery(new URLSearchParams("outcome=nonsense&minSteps=-4&maxSteps=&agent=a&zz=1"))).toEqual({ agent: "a" });
});
