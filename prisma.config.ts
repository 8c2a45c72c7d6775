import { defineConfig } from "prisma/config";

// An address is needed by `migrate` and `db` only; `generate` works without one.
export default defineConfig({
  schema: "prisma/models",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DIRECT_URL ?? process.env.DATABASE_URL ?? "" },
});
