import { createHash, randomBytes } from "node:crypto";
import { saveMarks } from "../../lib/api/contract/reviews.ts";
import type { Desk } from "./desk.ts";
import type { ActInput } from "./input.ts";
import { exchange } from "./raw-http.ts";
import { run, sessionLine } from "./runs.ts";

const MIB = 1024 * 1024;
type Server = { url: string; cookie: string };

/** An act against the server; it is never called without one. */
function act(
  row: string,
  what: string,
  work: (desk: Desk, server: Server) => Promise<string | null>,
  more: Partial<ActInput> = {},
): ActInput {
  return {
    row,
    what,
    needs: "http",
    act: async (desk) => (desk.http ? work(desk, desk.http) : "there is no server"),
    ...more,
  };
}

const want = (what: string, got: unknown, expected: readonly unknown[]): string | null =>
  expected.includes(got) ? null : `${what} ${String(got)}, not ${expected.join(" or ")}`;

const address = (project: string, more: Record<string, string> = {}) =>
  `/api/v1/imports?${new URLSearchParams({ project, name: "run.jsonl", ...more })}`;

function headOf({ url, cookie }: Server, path: string, lines: readonly string[]): string[] {
  return [
    `POST ${path} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    `Origin: ${url}`,
    `Cookie: ${cookie}`,
    "Connection: close",
    ...lines,
  ];
}

/** Rows and stored bytes, to see that nothing is left of a broken upload. */
async function traces({ db, projectId }: Desk): Promise<string> {
  const [files, packs] = await Promise.all([
    db.prisma.importFile.count({ where: { projectId } }),
    db.prisma.rawPack.count({ where: { projectId } }),
  ]);
  return `${files} files, ${packs} packs`;
}

type Broken = {
  what: string;
  lines: (bytes: Buffer) => readonly string[];
  body?: (bytes: Buffer) => Iterable<Uint8Array>;
  statuses: readonly (number | null)[];
  query?: (bytes: Buffer) => Record<string, string>;
  hangsUp?: boolean;
  pauseMs?: number;
};

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const length = (by: number) => (bytes: Buffer) => [`Content-Length: ${bytes.length + by}`];

/** Uploads that break: none of them leaves a row or a byte. */
const BROKEN: readonly Broken[] = [
  {
    what: "a Content-Length that is too small",
    lines: length(-20),
    query: (bytes) => ({ sha256: sha256(bytes) }),
    statuses: [400],
  },
  { what: "a Content-Length that is too large", lines: length(500), hangsUp: true, statuses: [null, 400] },
  {
    what: "a connection that ends at 99 %",
    lines: length(0),
    body: (bytes) => [bytes.subarray(0, Math.floor(bytes.length * 0.99))],
    hangsUp: true,
    statuses: [null, 400],
  },
  {
    what: "a connection that ends before the body",
    lines: length(0),
    body: () => [],
    hangsUp: true,
    statuses: [null, 400],
  },
  {
    what: "chunks that end in the middle",
    lines: () => ["Transfer-Encoding: chunked"],
    body: (bytes) => [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes.subarray(0, 50)],
    hangsUp: true,
    statuses: [null, 400],
  },
  {
    what: "a chunk of a size that is no number",
    lines: () => ["Transfer-Encoding: chunked"],
    body: () => [Buffer.from("zz\r\nabc\r\n0\r\n\r\n")],
    statuses: [400],
  },
  {
    what: "both Content-Length and chunks",
    lines: () => ["Content-Length: 5", "Transfer-Encoding: chunked"],
    statuses: [400],
  },
  { what: "two Content-Lengths", lines: () => ["Content-Length: 5", "Content-Length: 6"], statuses: [400] },
  { what: "a Content-Length of -1", lines: () => ["Content-Length: -1"], statuses: [400] },
  { what: "a Content-Length that is a word", lines: () => ["Content-Length: all"], statuses: [400] },
  {
    what: "a Content-Length of 3 GB",
    lines: () => [`Content-Length: ${3 * 1024 * MIB}`],
    body: (bytes) => [bytes],
    statuses: [413],
  },
  {
    what: "another sha256 than announced",
    lines: length(0),
    query: () => ({ sha256: "0".repeat(64) }),
    statuses: [400],
  },
  { what: "a sha256 that is none", lines: length(0), query: () => ({ sha256: "abc" }), statuses: [400] },
  {
    what: "a byte each 100 ms, given up",
    lines: length(0),
    body: (bytes) => Array.from({ length: 20 }, (_, at) => bytes.subarray(at, at + 1)),
    hangsUp: true,
    pauseMs: 100,
    statuses: [null, 400],
  },
  { what: "no name", lines: length(0), query: () => ({ name: "" }), statuses: [400] },
  { what: "a name of 1,025 characters", lines: length(0), query: () => ({ name: "n".repeat(1025) }), statuses: [400] },
  { what: "an import that is no id", lines: length(0), query: () => ({ import: "../../etc" }), statuses: [400] },
  { what: "a project that is a path", lines: length(0), query: () => ({ project: "../../etc" }), statuses: [404] },
];

function broken(): ActInput[] {
  return BROKEN.map(({ what, lines, body = (bytes) => [bytes], statuses, query, hangsUp, pauseMs }) =>
    act("D10", what, async (desk, server) => {
      const bytes = Buffer.from(run("chat", `D10 ${what}`));
      const before = await traces(desk);
      const head = headOf(server, address(desk.project, query?.(bytes)), [
        "Content-Type: application/octet-stream",
        ...lines(bytes),
      ]);
      const { status } = await exchange({ url: server.url, head, body: body(bytes), hangsUp, pauseMs });
      const after = await traces(desk);
      return (
        want("answered", status, statuses) ?? (before === after ? null : `left ${after} where there were ${before}`)
      );
    }),
  );
}

function whole(): ActInput[] {
  const taken = (what: string, make: (label: string) => { head: string[]; body: Uint8Array[]; bytes: Uint8Array }) =>
    act("D10", what, async (desk, server) => {
      const { head, body, bytes } = make(what);
      const reply = await exchange({ url: server.url, head: headOf(server, address(desk.project), head), body });
      const pack = await desk.db.prisma.rawPack.count({ where: { projectId: desk.projectId, sha256: sha256(bytes) } });
      return want("answered", reply.status, [202]) ?? want("packs", pack, [1]);
    });
  const chunked = (what: string) => {
    const bytes = Buffer.from(run("chat", what));
    const body = [...bytes].map((byte) => Buffer.from([0x31, 0x0d, 0x0a, byte, 0x0d, 0x0a]));
    return { head: ["Transfer-Encoding: chunked"], body: [...body, Buffer.from("0\r\n\r\n")], bytes };
  };
  return [
    taken("chunks of one byte, no Content-Length", chunked),
    act("D10", "a slow upload holds nobody up", async (desk, server) => {
      const bytes = Buffer.from(run("chat", "D10 slow"));
      const head = headOf(server, address(desk.project), [`Content-Length: ${bytes.length}`]);
      const slow = exchange({
        url: server.url,
        head,
        body: [...bytes.subarray(0, 15)].map((byte) => Uint8Array.of(byte)),
        hangsUp: true,
        pauseMs: 100,
      });
      const { answerMs, files } = await desk.send("quick.jsonl", run("chat", "D10 quick"));
      await slow;
      return answerMs > 2_000
        ? `another upload took ${answerMs} ms`
        : want("the other is", files[0]?.status, ["stored"]);
    }),
    ...[10 * MIB - 1, 10 * MIB, 10 * MIB + 1, 37 * MIB, 200 * MIB].map((size) =>
      act(
        "D10",
        `N7: ${size} bytes of noise arrive whole`,
        async (desk) => {
          const noise = randomBytes(size);
          noise[0] = 0x21; // No magic of a foreign file.
          const { status, files, sha256: sent } = await desk.send("noise.bin", noise);
          const [file] = files;
          const same = file?.sha256 === sent && file.sizeBytes === size;
          return (
            want("answered", status, [202]) ??
            want("the same bytes:", same, [true]) ??
            want("is", file?.status, ["quarantined"])
          );
        },
        { withinMs: 30_000, isLong: size > 100 * MIB },
      ),
    ),
  ];
}

function multipart(): ActInput[] {
  const upload = (what: string, type: string, body: string, statuses: readonly number[]) =>
    act("D11", what, async (desk, server) => {
      const before = await traces(desk);
      const head = headOf(server, address(desk.project), [
        `Content-Type: ${type}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
      ]);
      const { status } = await exchange({ url: server.url, head, body: [Buffer.from(body)] });
      return want("answered", status, statuses) ?? want("left", await traces(desk), [before]);
    });
  const part = (name: string) => `--b\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\n{}\r\n`;
  return [
    upload("a form of one file", "multipart/form-data; boundary=b", `${part("run.json")}--b--\r\n`, [415]),
    upload(
      "a form of 10,000 parts",
      "multipart/form-data; boundary=b",
      `${part("run.json").repeat(10_000)}--b--\r\n`,
      [415],
    ),
    upload("a form without a boundary", "multipart/form-data", `${part("run.json")}--b--\r\n`, [415]),
    upload(
      "a form whose file name breaks the line",
      "multipart/form-data; boundary=b",
      `${part('x"\r\nX-Evil: 1\r\n\r\n')}--b--\r\n`,
      [415],
    ),
    upload("a form in other case", "Multipart/Form-Data; boundary=b", `${part("run.json")}--b--\r\n`, [415]),
    upload("multipart of another kind", "multipart/mixed; boundary=b", `${part("run.json")}--b--\r\n`, [415]),
  ];
}

function jsonBodies(): ActInput[] {
  const post = (what: string, body: string, statuses: readonly number[], type = "application/json") =>
    act("D11", what, async (desk, { url, cookie }) => {
      const response = await fetch(`${url}/api/v1/projects/${desk.project}/datasets`, {
        method: "POST",
        headers: { cookie, origin: url, "content-type": type },
        body,
      });
      return (
        want("answered", response.status, statuses) ??
        want("as", response.headers.get("content-type"), ["application/problem+json"])
      );
    });
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  return [
    ...[1_000, 20_000, 1_000_000].flatMap((depth) => [
      post(`a field ${depth} levels deep`, `{"name":"d","query":${nested(depth)}}`, [400]),
      post(
        `a list ${depth} levels deep`,
        `{"name":"d","query":{"run":${"[".repeat(depth)}${"]".repeat(depth)}}}`,
        [400],
      ),
    ]),
    post("10,000 fields", `{${Array.from({ length: 10_000 }, (_, at) => `"f${at}":0`).join()}}`, [400]),
    post("a field named __proto__", '{"name":"d","query":{},"__proto__":{"polluted":true}}', [400]),
    post("a body of 9 MB", `{"name":"${"n".repeat(9 * MIB)}"}`, [413]),
    post("a form in place of JSON", "name=d", [415], "application/x-www-form-urlencoded"),
    post("plain text in place of JSON", "{}", [415], "text/plain"),
    post("a list in place of an object", "[]", [400]),
    post("half of an object", '{"name":', [400]),
    post("a name with a NUL", '{"name":"a\\u0000b","query":{}}', [400]),
    post("a name of half a pair", '{"name":"\\ud800","query":{}}', [400]),
  ];
}

function words(): ActInput[] {
  return ["%00", "a%00b", "%ED%A0%80%00"].map((q) =>
    act("B1", `${q} in the search box`, async ({ project }, { url, cookie }) => {
      const response = await fetch(`${url}/api/v1/trajectories?project=${project}&q=${q}`, { headers: { cookie } });
      return want("answered", response.status, [400]);
    }),
  );
}

/** A label for a run that was brought in anew meanwhile: the words stay with whoever wrote them. */
function staleLabel(): ActInput {
  return act("C14", "a label for a run of which a newer version is here", async (desk, { url, cookie }) => {
    const file = (text: string) => `${sessionLine({ uuid: "u1", sessionId: "c14", content: JSON.stringify(text) })}\n`;
    const first = await desk.send("session.jsonl", file("one"));
    const id = first.files[0]?.trajectories[0]?.id ?? "";
    const { currentRevisionId: revisionId } = await desk.db.prisma.trajectory.findUniqueOrThrow({ where: { id } });
    await desk.send("session.jsonl", file("two"));
    const mark = {
      dimension: "phase",
      anchor: { target: "step", ordinal: 0 },
      value: { type: "label", label: "edit" },
      baseVersion: 0,
    };
    const response = await fetch(url + saveMarks.path.replace(":trajectoryId", id), {
      method: "POST",
      headers: { cookie, origin: url, "content-type": "application/json", "idempotency-key": "c14" },
      body: JSON.stringify({ revisionId, marks: [mark], clientTime: "2026-03-01T10:00:00Z" }),
    });
    return want("answered", response.status, [409]);
  });
}

export const ACTS: readonly ActInput[] = [
  ...broken(),
  ...whole(),
  ...multipart(),
  ...jsonBodies(),
  ...words(),
  staleLabel(),
];
