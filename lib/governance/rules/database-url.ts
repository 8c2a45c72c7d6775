import { fakeValue } from "../fake-value.ts";
import { patternRule } from "../define-rule.ts";
import { isDevelopmentPassword } from "../placeholder.ts";

const PASSWORD = fakeValue(12);

/** The password in a connection string: URL (RFC 3986 §3.2.1), JDBC parameter or ADO.NET pair. Nothing else of it. */
export const databaseUrl = patternRule({
  id: "database-url",
  version: "1",
  kind: "secret",
  severity: "high",
  description: "Password in a database or queue address",
  patterns: [
    /(?<![A-Za-z0-9])(?:postgres(?:ql)?|mysqlx?|mariadb|mongodb|rediss?|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse|neo4j|bolt|nats|ldaps?)(?:\+[a-z0-9]{1,20})?:\/\/[^\s:@/"'`<>]{0,128}:(?<value>[^\s@/"'`<>]{1,256})@/dgi,
    /jdbc:[a-z0-9]{2,20}:[^\s"'`<>]{1,300}[?&;]password=(?<value>[^\s&;"'`<>]{1,128})/dgi,
    /(?<![A-Za-z])(?:server|data source|host)=[^"'`<>\n]{1,200};\s?(?:password|pwd)=(?<value>[^\s;"'`<>]{1,128})/dgi,
  ],
  accepts: (value) => !isDevelopmentPassword(value),
  hits: [
    `DATABASE_URL="postgresql://app:«${PASSWORD}»@db.internal:5432/app?schema=public"`,
    `mongodb+srv://app:«${PASSWORD}»@cluster0.abc.mongodb.net`,
    `redis://:«${PASSWORD}»@cache:6379/0`,
    `😀 postgres+asyncpg://app:«${PASSWORD}»@localhost/app`,
    `jdbc:mysql://db/app?user=app&password=«${PASSWORD}»&useSSL=true`,
    `"Server=tcp:db,1433;Database=app;User Id=app;Password=«${PASSWORD}»;"`,
  ],
  misses: [
    "postgres://postgres:postgres@localhost:5432/test",
    "postgresql://user:${DB_PASSWORD}@db/app",
    "postgres://app:<SECRET:database-url:1>@db/app",
    "mysql://app:****@db/app",
    "postgres://localhost:5432/app",
    "redis://cache:6379",
    `postgres://app:%(password)s@db`,
  ],
});
