#!/usr/bin/env node
// Stands in for Prisma's native schema engine (a download): the same JSON-RPC on stdio, answered by Prisma's own
// WebAssembly build of it through the pg driver adapter. A developer's tool; the studio migrates without it.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { Client } from "pg";
import { parse as parseAddress } from "pg-connection-string";

const require = createRequire(import.meta.url);

const CHAR_OID = 18; // PostgreSQL's internal "char", used by its catalogs
const BPCHAR_OID = 1042;
const CHARACTER_COLUMN = 6; // ColumnTypeEnum.Character of driver-adapter-utils
const PRISMA_ONLY = ["schema", "connection_limit", "pool_timeout", "pgbouncer"];

async function loadEngine() {
  const home = path.dirname(require.resolve("@prisma/schema-engine-wasm"));
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  // Rust panics are reported through this global; without it they are silent.
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };
  const program = readFileSync(path.join(home, "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(program, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue.SchemaEngine;
}

/** Separate fields: beside a connection string pg ignores `database`, and the shadow would be the real database. */
function readAddress(url) {
  const address = new URL(url);
  const schema = address.searchParams.get("schema") ?? undefined;
  for (const name of PRISMA_ONLY) address.searchParams.delete(name);
  return { schema, config: { ...parseAddress(address.toString()), max: 4 } };
}

function adapterFactory(url, shadowUrl) {
  const { schema, config } = url ? readAddress(url) : { schema: undefined, config: {} };
  const open = async (fields) => repairAdapter(await new PrismaPg(fields, { schema }).connect());
  return bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => open(config),
    connectToShadowDb: () => (shadowUrl ? open(readAddress(shadowUrl).config) : openShadow(open, config)),
  });
}

async function openShadow(open, config) {
  const main = await open(config);
  const database = `prisma_migrate_shadow_db_${randomUUID()}`;
  await main.executeScript(`CREATE DATABASE "${database}"`);
  const shadow = await open({ ...config, database });
  const close = shadow.dispose.bind(shadow);
  shadow.dispose = async () => {
    await close();
    await main.executeScript(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
    await main.dispose();
  };
  return shadow;
}

/** Two faults of the stock adapter: it knows no "char" columns, and it cuts scripts at every ';', also inside $$. */
function repairAdapter(adapter) {
  const performIO = adapter.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw.bind(adapter);
  const charColumns = new WeakMap();
  adapter.performIO = async (query) => {
    const result = await performIO(query);
    const columns = (result.fields ?? []).flatMap((field, at) => (field.dataTypeID === CHAR_OID ? [at] : []));
    for (const at of columns) {
      result.fields[at].dataTypeID = BPCHAR_OID;
      for (const row of result.rows) if (row[at] === "") row[at] = "\0"; // its zero byte arrives as ''
    }
    charColumns.set(query, columns);
    return result;
  };
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    for (const at of charColumns.get(query) ?? []) result.columnTypes[at] = CHARACTER_COLUMN;
    return result;
  };
  adapter.executeScript = async (script) => {
    try {
      await adapter.client.query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  return adapter;
}

/** `schema-engine cli create-database | drop-database | can-connect-to-database`. */
async function runDatabaseCommand(command, url) {
  const address = new URL(url);
  const database = decodeURIComponent(address.pathname.slice(1));
  if (command !== "can-connect-to-database") address.pathname = "/postgres";
  for (const name of PRISMA_ONLY) address.searchParams.delete(name);
  const client = new Client({ connectionString: address.toString() });
  try {
    await client.connect();
    if (command === "create-database") await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
    if (command === "drop-database") await client.query(`DROP DATABASE ${client.escapeIdentifier(database)}`);
  } catch (error) {
    process.stderr.write(`\n${JSON.stringify(describeFailure(error, database, address.host))}\n`);
    process.exitCode = 1;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function describeFailure(error, database, host) {
  const known = { "3D000": "P1003", "28P01": "P1000" }[error.code] ?? "P1001";
  const reason =
    known === "P1003"
      ? `Database \`${database}\` does not exist on the database server at \`${host}\`.`
      : `Can't reach database server at \`${host}\`: ${error.message}`;
  const fields = { message: reason, is_panic: false, error_code: known };
  return { timestamp: new Date().toISOString(), level: "ERROR", fields, target: "schema_engine::logger" };
}

const METHOD_NAMES = { getDatabaseVersion: "version" };

async function serveRpc(engine) {
  const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = line.trim() ? JSON.parse(line) : {};
    if (!method) continue;
    try {
      const result = await engine[METHOD_NAMES[method] ?? method](params);
      // The native engine prints a diff by a request of its own before it answers.
      if (method === "diff" && result?.stdout != null)
        say({ id: 1e9, method: "print", params: { content: result.stdout } });
      say({ id, result: result ?? {} });
    } catch (error) {
      say({ id, error: describeError(error) });
    }
  }
}

function describeError(error) {
  const message = error?.message ?? String(error);
  const known = parseQuietly(message);
  const data = {
    is_panic: error instanceof WebAssembly.RuntimeError,
    message: known?.message ?? message,
    meta: error?.meta ?? known?.meta ?? null,
    error_code: error?.code ?? known?.error_code,
    backtrace: null,
  };
  return { code: 4466, message: "An error happened. Check the data field for details.", data };
}

function parseQuietly(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: "string", short: "d", multiple: true },
    datasource: { type: "string" },
    version: { type: "boolean", short: "V" },
  },
});
const { url = "", shadowDatabaseUrl } = values.datasource ? JSON.parse(values.datasource) : {};
if (values.version) {
  const { version } = require("@prisma/schema-engine-wasm/package.json");
  console.log(`schema-engine-cli ${version.split(".").pop()}`);
} else if (positionals[0] === "cli") {
  await runDatabaseCommand(positionals[1], url);
} else {
  const SchemaEngine = await loadEngine();
  const datamodels = (values.datamodels ?? []).map((file) => [file, readFileSync(file, "utf8")]);
  const models = datamodels.length > 0 ? datamodels : undefined;
  await serveRpc(
    await SchemaEngine.new({ datamodels: models }, () => undefined, adapterFactory(url, shadowDatabaseUrl)),
  );
  process.exit(0);
}
