import { afterAll, beforeAll, expect, it } from "vitest";
import { listTrajectories } from "../trajectories/list-trajectories.ts";
import { openTestStudio, type TestStudio } from "../test-studio.ts";
import { seedDemo } from "./seed-demo.ts";

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio.close());

it("leaves a studio alone that has projects", async () => {
  await seedDemo(studio.operator());
  expect(await studio.db.prisma.trajectory.count()).toBe(0);
});

it("imports the demo's runs with what their checks said, once", async () => {
  await studio.db.prisma.project.delete({ where: { id: studio.projectId } });
  await seedDemo(studio.operator());
  await seedDemo(studio.operator());
  const page = await listTrajectories(studio.operator(), { project: "express-checkout", sort: "name" });
  expect(page.total).toBeGreaterThanOrEqual(6);
  expect(page.rows.map(({ name }) => name)).toContain("checkout-two-agent-handoff");
  expect(page.rows.every(({ stepCount }) => stepCount > 0)).toBe(true);
  expect(new Set(page.rows.map(({ outcome }) => outcome))).toEqual(new Set(["resolved", "not_resolved"]));
  expect(page.facets.outcome.reduce((sum, { count }) => sum + count, 0)).toBe(page.total);
});
