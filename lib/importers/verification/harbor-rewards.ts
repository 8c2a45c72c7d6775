import { z } from "zod";
import type { Verification } from "./verification.ts";

/** Names and numbers; `reward` is the one Harbor itself looks at. */
const Rewards = z.record(z.string(), z.number());

const Trial = z.looseObject({
  task_name: z.string(),
  verifier_result: z
    .looseObject({ rewards: Rewards.nullish().catch(null) })
    .nullish()
    .catch(null),
});
/** A job's own `result.json` lists trials and has none of these. */
const COMPANY = ["trial_name", "agent_info", "agent_result", "exception_info"];

/**
 * A trial's `result.json` (`harbor.models.trial.result`). Harbor states rewards and no pass or fail, so `resolved` is
 * null. Unproven: no real file of it was at hand.
 */
export function readTrial(root: unknown): Verification | null {
  const trial = Trial.safeParse(root).data;
  if (!trial || !("verifier_result" in trial) || !COMPANY.some((key) => key in trial)) return null;
  const reward = rewardOf(trial.verifier_result?.rewards ?? {});
  return { kind: "harbor-result", instanceId: trial.task_name, resolved: null, reward, tests: null };
}

/** `verifier/reward.json`: rewards by name, or one number. */
export function readRewardJson(root: unknown): Verification | null {
  const rewards = typeof root === "number" ? { reward: root } : Rewards.safeParse(root).data;
  const reward = rewards ? rewardOf(rewards) : null;
  return reward === null ? null : rewardAlone(reward);
}

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

/** `verifier/reward.txt`: one number and nothing else. */
export function readRewardText(text: string): Verification | null {
  const said = text.trim();
  return NUMBER.test(said) && Number.isFinite(Number(said)) ? rewardAlone(Number(said)) : null;
}

/** The reward that is called so, or the only one there is. */
function rewardOf(rewards: Readonly<Record<string, number>>): number | null {
  const byName = new Map(Object.entries(rewards));
  const [only] = byName.size === 1 ? byName.values() : [];
  return byName.get("reward") ?? only ?? null;
}

function rewardAlone(reward: number): Verification {
  return { kind: "reward-text", instanceId: null, resolved: null, reward, tests: null };
}
