/** `owner__repo-123`, the shape of a SWE-bench instance id, as the last two parts of a `__`-separated name. */
const OWNER = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const REPO_NUMBER = /^[A-Za-z0-9._-]*[A-Za-z0-9]-\d+$/;
/** Parts that SWE-agent puts into the names of its runs: temperature, top-p, cost limit, installation. */
const RUN_PARAMETER = /^(t|p|c)-\d+(\.\d+)?$|^install-\d$/;
const AFTER_INSTALL = /__install-\d__+(.+)$/;

/**
 * The task's key as far as a file name tells it: `a__b-123.traj` gives `a__b-123`, and SWE-agent's long
 * `model__data__t-0.20__..__install-1__a__b-123.traj` too. Folders are ignored. Never empty.
 */
export function taskKeyFromName(name: string): string {
  const file = name.split(/[\\/]/).findLast((part) => part !== "") ?? "";
  const stem = file.replace(/(\.traj|\.json|\.gz)+$/i, "");
  const parts = stem.split("__");
  const [owner = "", repo = ""] = parts.slice(-2);
  if (parts.length > 1 && OWNER.test(owner) && !RUN_PARAMETER.test(owner) && REPO_NUMBER.test(repo))
    return `${owner}__${repo}`;
  return AFTER_INSTALL.exec(stem)?.[1] ?? (stem === "" ? "unnamed" : stem);
}
