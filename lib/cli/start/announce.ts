export type Announcement = {
  url: string;
  /** One-time link to make the first account; null once there is one. */
  setupUrl: string | null;
  dataDir: string;
  database: string;
  logs: string;
};

/** The one block a person reads after `npm start`. */
export function announce({ url, setupUrl, dataDir, database, logs }: Announcement): string {
  const lines = setupUrl
    ? [`Sign in   make the first account with this link; it works once:`, `          ${setupUrl}`]
    : [`Sign in   ${new URL("/sign-in", url).href}`];
  return [
    "",
    `Runtape runs at ${url}`,
    "",
    ...lines,
    `Data      ${dataDir}`,
    `Database  ${database}`,
    `Logs      ${logs}`,
    `Stop      Ctrl-C`,
    "",
  ]
    .map((line) => (line ? `  ${line}` : ""))
    .join("\n");
}
