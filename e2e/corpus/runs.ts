/** Small runs in several formats, each with a place for something bad. `@@` stands for what is put in. */

export type Format = "traj" | "atif" | "chat" | "session";
export const FORMATS: readonly Format[] = ["traj", "atif", "chat", "session"];
/** Formats that are one JSON document, which is kept or held back as a whole. */
export const DOCUMENTS = ["traj", "atif", "chat"] as const;

export const NAMES: Record<Format, string> = {
  traj: "run.traj",
  atif: "trajectory.json",
  chat: "chat.jsonl",
  session: "session.jsonl",
};

/** What every run says, so that it can be looked for where it must not be. */
export const WORD = "cinnabar";

type Parts = {
  /** Content of a JSON string, escapes as written: what a tool or a person said. */
  text?: string;
  /** Members at the top, each with a comma before it. */
  more?: string;
  /** Members of the step or message. */
  inner?: string;
};

/** A run as text; `label` makes it unlike any other. */
export function run(format: Format, label: string, { text = "", more = "", inner = "" }: Parts = {}): string {
  const said = JSON.stringify(`${WORD} ${label}`).slice(1, -1);
  const words = `"${said} ${text}"`;
  switch (format) {
    case "traj":
      return `{"trajectory":[{"thought":"t","action":"ls","observation":${words},"response":"","state":"{}"${inner}}],"info":{},"history":[]${more}}`;
    case "atif":
      return `{"schema_version":"ATIF-v1.6","agent":{"name":"a"},"steps":[{"step_id":1,"source":"user","message":${words}${inner}}]${more}}`;
    case "chat":
      return `{"messages":[{"role":"user","content":${words}${inner}},{"role":"assistant","content":"ok"}]${more}}`;
    case "session":
      return `${sessionLine({ uuid: "u1", sessionId: label, content: words, more, inner })}\n${sessionLine({ uuid: "u2", parentUuid: "u1", sessionId: label, content: '"more"' })}\n`;
  }
}

type SessionParts = {
  uuid: string;
  parentUuid?: string | null;
  sessionId: string;
  content: string;
  type?: string;
  more?: string;
  inner?: string;
};

/** One line of a Claude Code session; `content` is JSON. */
export function sessionLine({
  uuid,
  parentUuid = null,
  sessionId,
  content,
  type = "user",
  more = "",
  inner = "",
}: SessionParts): string {
  const head = { parentUuid, isSidechain: false, cwd: "/srv/shop", sessionId, version: "2.1.0", type, uuid };
  const told = JSON.stringify({ ...head, timestamp: "2026-03-01T10:00:00.000Z" }).slice(0, -1);
  return `${told},"message":{"role":"${type === "assistant" ? "assistant" : "user"}","content":${content}${inner}}${more}}`;
}

/** One ATIF document of given steps, as JSON text. */
export function atif(label: string, steps: readonly string[], more = ""): string {
  const first = `{"step_id":0,"source":"user","message":${JSON.stringify(`${WORD} ${label}`)}}`;
  return `{"schema_version":"ATIF-v1.6","agent":{"name":"a"},"steps":[${[first, ...steps].join(",")}]${more}}`;
}

/** A text in which `@@` stands for these bytes. */
export function withBytes(text: string, bytes: Uint8Array): Uint8Array {
  const [before = "", after = ""] = text.split("@@");
  return Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
}

/** What a JSON string with these bytes between its quotes says to a reader that puts U+FFFD for what is no UTF-8. */
export function saidBy(raw: string | Uint8Array): string {
  const text = typeof raw === "string" ? raw : new TextDecoder("utf-8", { ignoreBOM: true }).decode(raw);
  return String(JSON.parse(`"${text}"`));
}
