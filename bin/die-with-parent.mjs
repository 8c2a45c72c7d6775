// Preloaded into every process the studio starts (node --import). The channel to the studio closes when the studio
// dies, however it dies; then this process leaves too, politely first: a worker gives its jobs back.
const politeMs = 8_000;

if (process.channel) {
  process.once("disconnect", () => {
    setTimeout(() => process.exit(1), politeMs).unref();
    process.kill(process.pid, "SIGTERM");
  });
  process.channel.unref();
}

// Only for the process we started: the workers it forks inherit these words, and live by a channel of their own.
const at = process.execArgv.findIndex((word) => word.endsWith("die-with-parent.mjs"));
if (at > 0) process.execArgv.splice(at - 1, 2);
