import { mkdtemp, rm } from "node:fs/promises";
import { readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everyEndpoint } from "../api/contract/every-endpoint.ts";
import { freshDatabase, type FreshDatabase } from "../db/test-database.ts";
import { isAllowed, Permission, ROLES, type Role } from "../domain/roles.ts";
import { readEnv } from "../env.ts";
import { RULESET_SHA256, RULESET_VERSION } from "../governance/ruleset.ts";
import { createContext, OPERATOR } from "../services/context.ts";
import { addMember } from "../services/people/add-member.ts";
import { addKey } from "../services/people/keys.ts";
import { createProject } from "../services/studio/create-project.ts";
import { AUTH_DOORS } from "./auth-route.ts";
import type { RouteHandler } from "./route.ts";
import { bodies, DOORS, EMPTY_RUN, MISSING, QUERIES } from "./known-doors.ts";
import { openStudio, type Studio } from "./studio.ts";

const API = path.resolve(import.meta.dirname, "../../app/api");
const HOST = "studio.test";

type Door = { name: string; handler: RouteHandler };
let doors: Door[] = [];
let database: FreshDatabase;
let studio: Studio;
let folder: string;
const cookies = new Map<Role | "disabled" | "stranger", string>();
const keys = new Map<string, string>();

async function loadDoors(): Promise<Door[]> {
  const files = readdirSync(API, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith("route.ts") && !file.startsWith("auth"),
  );
  const loaded = await Promise.all(
    files.map(async (file) => Object.values((await import(path.join(API, file))) as Record<string, RouteHandler>)),
  );
  return loaded.flat().map((handler) => ({ name: `${handler.endpoint.method} ${handler.endpoint.path}`, handler }));
}

/** A request with the right shape for its door: things that do not exist, in a project that does. */
function request(
  { handler: { endpoint } }: Door,
  headers: Record<string, string>,
): [Request, { params: Promise<Record<string, string>> }] {
  const params: Record<string, string> = {
    trajectoryId: trajectory,
    exportId: MISSING,
    importId: MISSING,
    userId: "nobody",
    keyId: "nothing",
    project: "doors",
    versionId: MISSING,
    findingId: MISSING,
    reparseId: MISSING,
    markId: MISSING,
    fileId: MISSING,
    valueKey: "nothing",
  };
  const inPath = Object.fromEntries(Object.entries(params).filter(([name]) => endpoint.path.includes(`:${name}`)));
  const name = `${endpoint.method} ${endpoint.path}`;
  const needsProject =
    endpoint.method === "GET" &&
    !/trajectoryId|:project/.test(endpoint.path) &&
    !/me$|health$|openapi|profiles$/.test(endpoint.path);
  const url = `http://${HOST}${endpoint.path.replace(/:(\w+)/g, (_, part: string) => params[part] ?? "")}${QUERIES[name] ?? (needsProject ? "?project=doors" : "")}`;
  const json = bodies()[name];
  return [
    new Request(url, {
      method: endpoint.method,
      headers: {
        host: HOST,
        "idempotency-key": crypto.randomUUID(),
        ...(json ? { "content-type": "application/json" } : {}),
        ...headers,
      },
      ...(json ? { body: JSON.stringify(json) } : {}),
    }),
    { params: Promise.resolve(inPath) },
  ];
}

async function knock(
  door: Door,
  headers: Record<string, string>,
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await door.handler(...request(door, headers));
  return { status: response.status, text: await response.text(), headers: response.headers };
}

let trajectory = MISSING;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), "runtape-doors-"));
  Object.assign(process.env, {
    DATABASE_URL: database.appUrl,
    RUNTAPE_DATA: folder,
    RUNTAPE_SECRET: "doors-test-secret-0123456789abcdefghij",
    RUNTAPE_URL: `http://${HOST}`,
  });
  studio = openStudio(readEnv());
  Object.assign(globalThis, { runtapeStudio: studio });
  const operator = createContext({ actor: OPERATOR, db: studio.db, files: studio.files });
  const projectId = operator.newId();
  await studio.db.prisma.$transaction((tx) =>
    createProject(tx, { id: projectId, slug: "doors", name: "Doors" }, operator.newId),
  );
  await studio.db.prisma.$transaction((tx) =>
    createProject(tx, { id: operator.newId(), slug: "elsewhere", name: "Elsewhere" }, operator.newId),
  );
  trajectory = operator.newId();
  await studio.db.prisma.trajectory.create({
    data: {
      id: trajectory,
      projectId,
      taskId: MISSING,
      runKey: "k",
      currentRevisionId: MISSING,
      name: "n",
      taskKey: "t",
      taskTitle: "t",
      formatId: "f",
      stepCount: 1,
      actionCount: 1,
      errorCount: 0,
    },
  });
  const revision = { trajectoryId: trajectory, projectId, importFileId: MISSING, importer: "f", parserVersion: "1" };
  await studio.db.prisma.trajectoryRevision.create({
    data: { ...revision, id: MISSING, number: 1, rawSha256: ["0"], run: JSON.stringify(EMPTY_RUN), isPublished: true },
  });
  await studio.db.prisma.scan.create({
    data: {
      trajectoryId: trajectory,
      projectId,
      id: operator.newId(),
      revisionId: MISSING,
      ruleset: RULESET_VERSION,
      rulesetSha256: RULESET_SHA256,
      status: "done",
    },
  });
  const signIn = async (email: string, password: string) => {
    const response = await studio.auth.handler(
      new Request(`http://${HOST}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: `http://${HOST}`, host: HOST },
        body: JSON.stringify({ email, password }),
      }),
    );
    expect(response.status, await response.clone().text()).toBe(200);
    return response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; ");
  };
  for (const who of [...ROLES, "disabled", "stranger"] as const) {
    const role = who === "disabled" || who === "stranger" ? "admin" : who;
    const email = `${who}@studio.example`;
    const { password, member } = await addMember(operator, {
      project: who === "stranger" ? "elsewhere" : "doors",
      name: who,
      email,
      role,
    });
    cookies.set(who, await signIn(email, password ?? ""));
    if (who === "admin")
      for (const scope of Permission.options)
        keys.set(
          scope,
          (await addKey(operator, { project: "doors", name: scope, scopes: [scope], userId: member.userId })).secret,
        );
  }
  await studio.db.prisma.user.update({ where: { email: "disabled@studio.example" }, data: { banned: true } });
  doors = await loadDoors();
});

afterAll(async () => {
  await studio.db.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Let in means: not refused for who one is. What then happens to a thing that does not exist is another matter. */
const isRefused = (status: number) => status === 401 || status === 403;

describe("every door", () => {
  it("is on the list, with what it asks for", () => {
    expect(Object.fromEntries(doors.map(({ name, handler }) => [name, handler.permission]).sort())).toEqual(
      Object.fromEntries(Object.entries(DOORS).sort()),
    );
  });

  it("is told by the API's own document", () => {
    const told = everyEndpoint().map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`);
    expect(told.sort()).toEqual(Object.keys(DOORS).sort());
  });

  it("answers nobody with 401 and a bad key too", async () => {
    for (const door of doors) {
      for (const headers of [
        {},
        { authorization: "Bearer rt_0000000000000000000000000000" },
        { authorization: "Basic eHg6eXk=" },
        { cookie: "runtape.session_token=forged.forged" },
      ] as Record<string, string>[]) {
        const { status } = await knock(door, headers);
        if (door.handler.permission === "public") expect(status, door.name).not.toBe(401);
        else expect(status, door.name).toBe(401);
      }
    }
  });

  it("lets each role through exactly where its rights say", async () => {
    let cells = 0;
    for (const door of doors) {
      const { permission } = door.handler;
      for (const role of ROLES) {
        const { status, text } = await knock(door, { cookie: cookies.get(role) ?? "" });
        const asked = Permission.safeParse(permission);
        const mayPass = !asked.success || isAllowed(role, asked.data, null);
        if (permission !== "public")
          expect(isRefused(status), `${role} at ${door.name}: ${status} ${text}`).toBe(!mayPass);
        expect(status, `${role} at ${door.name}: ${text}`).toBeLessThan(500);
        cells += 1;
      }
    }
    expect(cells).toBe(doors.length * ROLES.length);
  });

  it("shows a stranger that nothing is there, and a disabled account nothing at all", async () => {
    for (const door of doors) {
      if (!Permission.safeParse(door.handler.permission).success) continue;
      const stranger = await knock(door, { cookie: cookies.get("stranger") ?? "" });
      expect(stranger.status, `${door.name}: ${stranger.text}`).toBe(404);
      const disabled = await knock(door, { cookie: cookies.get("disabled") ?? "" });
      expect(disabled.status, door.name).toBe(401);
    }
  });

  it("opens to a key for its scopes alone", async () => {
    for (const door of doors) {
      const asked = Permission.safeParse(door.handler.permission);
      if (!asked.success) continue;
      for (const scope of Permission.options) {
        const { status, text } = await knock(door, { authorization: `Bearer ${keys.get(scope)}` });
        expect(
          isRefused(status) && !/more rights than you/.test(text),
          `${scope} at ${door.name}: ${status} ${text}`,
        ).toBe(scope !== asked.data);
      }
    }
  });

  it("refuses what comes from another site", async () => {
    for (const door of doors.filter(({ handler }) => handler.endpoint.method !== "GET")) {
      for (const headers of [
        { origin: "http://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" },
      ] as Record<string, string>[]) {
        expect((await knock(door, { cookie: cookies.get("admin") ?? "", ...headers })).status, door.name).toBe(403);
      }
    }
  });

  it("sends the headers that keep a reply where it belongs", async () => {
    for (const door of doors) {
      const { headers } = await knock(door, { cookie: cookies.get("admin") ?? "" });
      expect(headers.get("x-content-type-options"), door.name).toBe("nosniff");
      expect(headers.get("content-security-policy"), door.name).toContain("default-src 'none'");
      expect(headers.get("cache-control"), door.name).toMatch(/no-store|private/);
    }
  });

  it("opens only the listed doors of the auth library", async () => {
    const { GET, POST } = (await import(path.join(API, "auth/[...all]/route.ts"))) as Record<
      "GET" | "POST",
      (request: Request) => Promise<Response>
    >;
    for (const door of [
      "sign-up/email",
      "admin/create-user",
      "admin/list-users",
      "admin/impersonate-user",
      "api-key/create",
      "api-key/list",
      "update-user",
      "delete-user",
      "forget-password",
    ]) {
      const made = (method: string) =>
        new Request(`http://${HOST}/api/auth/${door}`, {
          method,
          headers: {
            host: HOST,
            cookie: cookies.get("admin") ?? "",
            ...(method === "POST" ? { "content-type": "application/json" } : {}),
          },
          ...(method === "POST" ? { body: "{}" } : {}),
        });
      expect((await GET(made("GET"))).status, door).toBe(404);
      expect((await POST(made("POST"))).status, door).toBe(404);
    }
    expect(Object.values(AUTH_DOORS).flat()).toHaveLength(4);
  });
});
