import { z } from "zod";
import { Permission, Role } from "../../domain/roles.ts";
import { endpoint } from "./endpoint.ts";

export const Me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  isStudioAdmin: z.boolean(),
  projects: z.array(z.object({ slug: z.string(), name: z.string(), role: Role, permissions: z.array(Permission) })),
});
export type Me = z.infer<typeof Me>;

export const getMe = endpoint({
  method: "GET",
  path: "/api/v1/me",
  summary: "Who is signed in, and what they may do where.",
  input: z.strictObject({}),
  output: Me,
});

export const setUp = endpoint({
  method: "POST",
  path: "/api/v1/setup",
  summary: "Makes the first admin with the one-time link printed at the first start.",
  input: z.strictObject({
    token: z.string().min(20).max(200),
    name: z.string().trim().min(1).max(100),
    email: z.email(),
    password: z.string().min(12).max(128),
  }),
  output: z.object({ email: z.string() }),
});

export const Member = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: Role,
  isDisabled: z.boolean(),
});
export type Member = z.infer<typeof Member>;

export const listMembers = endpoint({
  method: "GET",
  path: "/api/v1/members",
  summary: "People of a project.",
  input: z.strictObject({ project: z.string() }),
  output: z.object({ members: z.array(Member) }),
});

export const addMember = endpoint({
  method: "POST",
  path: "/api/v1/members",
  summary: "Adds a person to a project, making their account when they have none; the password is shown once.",
  input: z.strictObject({ project: z.string(), name: z.string().trim().min(1).max(100), email: z.email(), role: Role }),
  output: z.object({ member: Member, password: z.string().nullable() }),
});

export const changeMember = endpoint({
  method: "PUT",
  path: "/api/v1/members/:userId",
  summary:
    "Changes a member's role, or takes them out with role null. Nobody changes themselves; the last admin stays.",
  input: z.strictObject({ project: z.string(), userId: z.string(), role: Role.nullable() }),
  output: z.object({ members: z.array(Member) }),
});

export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  start: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const listKeys = endpoint({
  method: "GET",
  path: "/api/v1/keys",
  summary: "The reader's own API keys.",
  input: z.strictObject({ project: z.string() }),
  output: z.object({ keys: z.array(ApiKey) }),
});

export const addKey = endpoint({
  method: "POST",
  path: "/api/v1/keys",
  summary: "Makes an API key with scopes; the key itself is shown once.",
  input: z.strictObject({
    project: z.string(),
    name: z.string().trim().min(1).max(100),
    scopes: z.array(Permission).min(1),
  }),
  output: z.object({ key: ApiKey, secret: z.string() }),
});

export const removeKey = endpoint({
  method: "DELETE",
  path: "/api/v1/keys/:keyId",
  summary: "Ends an API key at once.",
  input: z.strictObject({ project: z.string(), keyId: z.string() }),
  output: z.object({ keys: z.array(ApiKey) }),
});

export const getHealth = endpoint({
  method: "GET",
  path: "/api/v1/health",
  summary: "Whether the studio can take a save now.",
  input: z.strictObject({}),
  output: z.object({ status: z.literal("ready"), version: z.string() }),
});

export const getOpenApi = endpoint({
  method: "GET",
  path: "/api/v1/openapi.json",
  summary: "This document: the API as OpenAPI 3.1.",
  input: z.strictObject({}),
  output: z.record(z.string(), z.unknown()),
});
