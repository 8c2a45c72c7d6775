import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");

/** The house as data: each room, its floor, and which rooms a file in it may import besides its own. */
const FLOOR_0 = ["lib/domain", "lib/env.ts"];
const FLOOR_1 = ["lib/db", "lib/files", "lib/archives", "lib/importers", "lib/exporters", "lib/governance", "lib/api"];
const FLOOR_2 = ["lib/services"];
const WALLS: Record<string, readonly string[]> = {
  "lib/domain": [],
  "lib/env.ts": [],
  "lib/archives": ["lib/domain"],
  "lib/importers": ["lib/domain"],
  "lib/exporters": ["lib/domain"],
  "lib/governance": ["lib/domain"],
  "lib/files": ["lib/domain", "lib/env.ts"],
  "lib/db": ["lib/domain", "lib/env.ts"],
  "lib/api": ["lib/domain"],
  "lib/services": [...FLOOR_0, ...FLOOR_1],
  "lib/http": [...FLOOR_0, ...FLOOR_1, ...FLOOR_2],
  "lib/jobs": [...FLOOR_0, ...FLOOR_1, ...FLOOR_2],
  "lib/cli": [...FLOOR_0, ...FLOOR_1, ...FLOOR_2, "lib/http", "lib/jobs"],
  "components/ui": ["lib/domain", "lib/api"],
  "components/trajectory": ["components/ui", "lib/domain", "lib/api"],
  "components/labels": ["components/ui", "lib/domain", "lib/api"],
  "components/review": ["components/trajectory", "components/labels", "components/ui", "lib/domain", "lib/api"],
  "components/screens": [
    "components/review",
    "components/trajectory",
    "components/labels",
    "components/ui",
    "lib/domain",
    "lib/api",
  ],
  "components/shell": [
    "components/screens",
    "components/review",
    "components/trajectory",
    "components/labels",
    "components/ui",
    "lib/domain",
    "lib/api",
  ],
  "app/api": ["lib/http", "lib/services", "lib/api"],
  app: [
    "components/ui",
    "components/trajectory",
    "components/labels",
    "components/review",
    "components/screens",
    "components/shell",
    "lib/http",
    "lib/services",
    "lib/api",
    "lib/domain",
  ],
};
/** Packages that only these rooms may import; types of the client may be named in services. */
const ONLY_IN: Record<string, readonly string[]> = {
  "@prisma/": ["lib/db"],
  pg: ["lib/db"],
  "better-auth": ["lib/http", "lib/services"],
  next: ["app", "lib/http", "components"],
  react: ["app", "components", "lib/api"],
  commander: ["lib/cli"],
  "graphile-worker": ["lib/jobs", "lib/db"],
  "@secretlint/": ["lib/governance"],
};
const DOMAIN_PACKAGES = ["zod"];
const BANNED_NAMES = /^(utils?|helpers?|common|shared|types?|misc|core)(\.[a-z]+)?$/;
const MAX_LINES = 400;

type Source = {
  file: string;
  room: string;
  text: string;
  imports: { specifier: string; target: string | null; isType: boolean }[];
};

const sources: Source[] = ["lib", "app", "components"]
  .flatMap((folder) => walk(folder))
  .filter(isSource)
  .map(readSource);

function walk(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (file === "lib/db/generated" || entry.name === "fixtures") return [];
    return entry.isDirectory() ? walk(file) : [file];
  });
}

function isSource(file: string): boolean {
  return /\.tsx?$/.test(file) && file !== "lib/architecture.test.ts";
}

function roomOf(file: string): string | null {
  const rooms = Object.keys(WALLS).filter((room) => file === room || file.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? null;
}

function readSource(file: string): Source {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  const found = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^"'`;]*?from\s+["']([^"']+)["']|(?:^|\n)import\s+["']([^"']+)["']|import\(\s*["']([^"']+)["']/g,
    ),
  ];
  const imports = found.map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4] ?? "";
    return { specifier, target: resolve(file, specifier), isType: match[1] !== undefined };
  });
  return { file, room: roomOf(file) ?? "", text, imports };
}

/** The project file a specifier names, or null for a package. */
function resolve(from: string, specifier: string): string | null {
  const base = specifier.startsWith("@/")
    ? specifier.slice(2)
    : specifier.startsWith(".")
      ? path.posix.join(path.posix.dirname(from), specifier)
      : null;
  if (base === null) return null;
  const candidates = [base, `${base}.ts`, `${base}.tsx`, `${base}/index.ts`];
  return (
    candidates.find((candidate) => statSync(path.join(ROOT, candidate), { throwIfNoEntry: false })?.isFile()) ?? base
  );
}

const isTest = (file: string) =>
  /\.test\.tsx?$/.test(file) || /\/test-[a-z-]+\.ts$/.test(file) || /\/sample-[a-z-]+\.ts$/.test(file);

describe("the house", () => {
  it("has a room for every file", () => {
    expect(sources.filter(({ room }) => room === "").map(({ file }) => file)).toEqual([]);
    expect(sources.length).toBeGreaterThan(50);
  });

  it("has no arrow up or sideways", () => {
    const wrong = sources.flatMap(({ file, room, imports }) =>
      imports.flatMap(({ target }) => {
        if (target === null) return [];
        const to = roomOf(target);
        const isFine =
          to !== null && (to === room || (WALLS[room] ?? []).includes(to) || (room === "app" && to === "app"));
        // CSS beside a page, and tests may stand on a test studio of a higher room's floor.
        return isFine || target.endsWith(".css") || (to === null && isTest(file)) ? [] : [`${file} -> ${target}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("keeps each package in its room", () => {
    const wrong = sources.flatMap(({ file, room, imports }) =>
      imports.flatMap(({ specifier, target }) => {
        if (target !== null) return [];
        if (room === "lib/domain" && !isTest(file) && !DOMAIN_PACKAGES.includes(specifier))
          return [`${file} -> ${specifier}`];
        for (const [name, rooms] of Object.entries(ONLY_IN)) {
          const isIt = specifier === name || specifier.startsWith(name.endsWith("/") ? name : `${name}/`);
          if (isIt && !rooms.some((allowed) => file.startsWith(`${allowed}/`)) && !isTest(file))
            return [`${file} -> ${specifier}`];
        }
        return [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("names the generated client outside lib/db for types and the Prisma namespace only", () => {
    const wrong = sources
      .filter(({ room }) => room !== "lib/db")
      .flatMap(({ file, room, imports }) =>
        imports
          .filter(({ target }) => target?.startsWith("lib/db/generated") && room !== "lib/services")
          .map(({ specifier }) => `${file} -> ${specifier}`),
      );
    expect(wrong).toEqual([]);
  });

  it("has no circle of imports", () => {
    const graph = new Map(
      sources.map(({ file, imports }) => [
        file,
        imports.filter(({ isType }) => !isType).flatMap(({ target }) => (target === null ? [] : [target])),
      ]),
    );
    expect(findCircle(graph)).toBeNull();
  });

  it("keeps files short", () => {
    expect(sources.filter(({ text }) => text.split("\n").length > MAX_LINES).map(({ file }) => file)).toEqual([]);
  });

  it("has no drawers", () => {
    const wrong = sources.flatMap(({ file }) =>
      file.split("/").some((part) => BANNED_NAMES.test(part)) ? [file] : [],
    );
    expect(wrong).toEqual([]);
  });

  it("makes every route handler by route()", () => {
    const routes = sources.filter(({ file }) => /^app\/api\/.*route\.ts$/.test(file));
    expect(routes.length).toBeGreaterThan(15);
    for (const { file, text } of routes) {
      const made = [...text.matchAll(/export const (GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) = (\w+)\(/g)];
      const exported = [...text.matchAll(/^export /gm)];
      expect(made.length, `${file} exports something that is not a handler`).toBe(exported.length);
      const maker = file.startsWith("app/api/auth/") ? "authRoute" : "route";
      expect(
        made.map((match) => match[2]),
        file,
      ).toEqual(made.map(() => maker));
    }
  });

  it("writes no type escape", () => {
    const escape = /:\s*any\b|\bas any\b|as unknown as|@ts-(ignore|expect-error|nocheck)|(eslint|oxlint)-disable/;
    expect(sources.filter(({ text }) => escape.test(text)).map(({ file }) => file)).toEqual([]);
  });

  it("reads the text of runs through one door", () => {
    const readers = sources.filter(
      ({ file, text }) => /stepBody\.(find|aggregate|groupBy)|FROM "StepBody"/.test(text) && !isTest(file),
    );
    expect(readers.map(({ file }) => file)).toEqual(["lib/services/text/read-step-text.ts"]);
  });

  it("runs no SQL that was put together as text", () => {
    expect(sources.filter(({ text }) => /\$(query|execute)RawUnsafe/.test(text)).map(({ file }) => file)).toEqual([]);
  });
});

function findCircle(graph: Map<string, string[]>): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, trail: string[]): string[] | null => {
    const at = trail.indexOf(file);
    if (at !== -1) return [...trail.slice(at), file];
    if (done.has(file)) return null;
    done.add(file);
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next, [...trail, file]);
      if (circle) return circle;
    }
    return null;
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}
