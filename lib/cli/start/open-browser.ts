import { spawn } from "node:child_process";

const OPENERS: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
  linux: ["xdg-open"],
};

/** Opens the page where a person sits in front of this very machine; anything else is left alone, silently. */
export function openBrowser(url: string): void {
  const { CI, SSH_CONNECTION, SSH_TTY, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (!process.stdout.isTTY || CI || SSH_CONNECTION || SSH_TTY || process.getuid?.() === 0) return;
  if (process.platform === "linux" && !DISPLAY && !WAYLAND_DISPLAY) return;
  const [program, ...args] = OPENERS[process.platform] ?? [];
  if (program === undefined) return;
  const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  child.once("error", () => undefined); // no opener installed: the address is on the screen
  child.unref();
}
