// Sends the steps of a running agent to a studio: node docs/live-client.mjs. Copy it and change the loop at the end.
const { RUNTAPE_URL = "http://127.0.0.1:3000", RUNTAPE_KEY = "", RUNTAPE_PROJECT } = process.env;

async function post(path, body) {
  for (let attempt = 0; ; attempt += 1) {
    const reply = await fetch(`${RUNTAPE_URL}/api/v1${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${RUNTAPE_KEY}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }).catch(() => null);
    // The same step under the same seq changes nothing, so whatever is not sure is simply sent again.
    if (reply?.ok) return reply.json();
    if ((reply && reply.status < 500) || attempt === 5)
      throw new Error(reply ? (await reply.json()).detail : "no answer");
    await new Promise((resolve) => setTimeout(resolve, 2 ** attempt * 250));
  }
}

const runId = `example-${process.argv[2] ?? process.pid}`;
const task = { instruction: "Count the cups on every shelf." };
// Begun again after a crash, the run goes on at nextSeq.
const { trajectoryId, nextSeq } = await post("/trajectories", {
  project: RUNTAPE_PROJECT,
  runId,
  task,
  agent: "example",
});
for (let seq = nextSeq; seq < 5; seq += 1) {
  const action = { name: "bash", input: `cat shelf-${seq}.txt` };
  const step = { seq, thought: `Look at shelf ${seq}.`, action, observation: `${seq} cups\n`, exitCode: 0 };
  await post(`/trajectories/${trajectoryId}/steps`, { steps: [step] });
}
await post(`/trajectories/${trajectoryId}/seal`, { exitStatus: "submitted" });
console.log(`${RUNTAPE_URL}/runs/${trajectoryId}`);
