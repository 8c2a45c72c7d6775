/** For tests: a SWE-agent run whose texts are hard to keep: U+0000, lone surrogates, and a field that lies in files. */
export const HARD_THOUGHT =
  'nul \0 high \ud800 low \udc00 pair \u{1F39E} {"__proto__": 9007199254740993, "price": 1.10}';

const MIXED = `${"\u{1F39E}".repeat(5000)}\0 a \ud800 b`;

/** More than two range reads long; the first cut falls into a pair, later ones near stand-ins. */
export const LONG_OBSERVATION = `x${"\u{1F39E}".repeat(300_000)}${MIXED.repeat(90)}`;

/** The file's text; `note` makes another run of it. */
export function hardRun(note: string, stepCount = 3): string {
  const step = (at: number) => ({
    action: `echo ${note} ${at}`,
    observation: at === 1 ? LONG_OBSERVATION : `${note} ${at}`,
    response: "",
    thought: at === 0 ? HARD_THOUGHT : `Step ${at}.`,
    execution_time: 0.25,
    state: { open_file: "n/a", working_dir: "/repo" },
  });
  const history = [
    { role: "system", content: "You are an agent.", agent: "main", message_type: "system_prompt" },
    { role: "user", content: `Fix ${note}.`, agent: "main", message_type: "observation" },
  ];
  const trajectory = Array.from({ length: stepCount }, (_, at) => step(at));
  const info = { exit_status: "submitted", submission: `diff for ${note} \0 \udfff` };
  return JSON.stringify({ environment: note, trajectory, history, info });
}
