import net from "node:net";

export type RawReply = { status: number | null; text: string };

type Exchange = {
  url: string;
  /** Lines of the head, without the last empty one. */
  head: readonly string[];
  body?: Iterable<Uint8Array>;
  /** Hang up after the body instead of waiting for a reply. */
  hangsUp?: boolean;
  /** Wait this long between the pieces of the body. */
  pauseMs?: number;
};

const PATIENCE_MS = 8_000;

/** Speaks HTTP by hand, so that what a client may do wrong can be done; the status of the first reply, null for none. */
export async function exchange({ url, head, body = [], hangsUp = false, pauseMs = 0 }: Exchange): Promise<RawReply> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  let text = "";
  const closed = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      text += String(chunk);
      if (/\r\n\r\n[^]*\}$/.test(text)) resolve();
    });
    socket.once("close", () => resolve());
    socket.once("error", () => resolve());
    setTimeout(resolve, PATIENCE_MS).unref();
  });
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  for (const piece of body) {
    if (socket.destroyed || text !== "") break;
    if (!socket.write(piece)) await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  if (hangsUp) socket.destroy();
  await closed;
  socket.destroy();
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  return { status: status === undefined ? null : Number(status), text };
}
