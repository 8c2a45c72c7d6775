import type { Desk } from "./desk.ts";
import { type Content, piecesOf } from "./input.ts";

/** What a careless studio would do. With any of these in its place, the check must find it. */
export const SABOTAGES: Record<string, (desk: Desk) => Desk> = {
  "repairs text on its way in": (desk) => ({ ...desk, send: (name, content) => desk.send(name, repaired(content)) }),
  "cuts files at 4 KB": (desk) => ({
    ...desk,
    send: (name, content) => desk.send(name, wholeOf(content).subarray(0, 4096)),
  }),
  "loses what it cannot read": (desk) => ({
    ...desk,
    async send(name, content) {
      const sent = await desk.send(name, content);
      const files = sent.files.filter(({ status }) => status !== "quarantined");
      return { ...sent, files };
    },
  }),
  "says that all is stored": (desk) => ({
    ...desk,
    async send(name, content) {
      const sent = await desk.send(name, content);
      return { ...sent, files: sent.files.map((file) => ({ ...file, status: "stored", problems: [] })) };
    },
  }),
  "sets members by their dotted path": (desk) => ({
    ...desk,
    send(name, content) {
      setPaths(wholeOf(content).toString("utf8"));
      return desk.send(name, content);
    },
  }),
};

function wholeOf(content: Content): Buffer {
  return Buffer.concat([...piecesOf(content)]);
}

function repaired(content: Content): string {
  return wholeOf(content)
    .toString("utf8")
    .replaceAll("\\u0000", "")
    .replaceAll("\0", "")
    .replaceAll(/^\ufeff/g, "");
}

/** The classic fault: `a.__proto__.b` walks out of the object. What it did is taken back after a moment. */
function setPaths(text: string): void {
  for (const [, path = ""] of text.matchAll(/"([\w.]*__proto__\.\w+)":/g)) {
    let target: unknown = {};
    const keys = path.split(".");
    for (const key of keys.slice(0, -1)) target = (target as Record<string, unknown>)[key] ?? {};
    (target as Record<string, unknown>)[keys.at(-1) ?? ""] = true;
  }
}

/** Takes away what the last sabotage left on the prototypes of this process. */
export function cleanUp(): void {
  for (const key of ["polluted", "b"]) Reflect.deleteProperty(Object.prototype, key);
}
