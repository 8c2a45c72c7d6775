/** ` ` in both, `-` only before, `+` only after. */
export type DiffSign = " " | "+" | "-";
export type SignedLine = { sign: DiffSign; text: string };

/** Lines of both sides together, after the common head and tail, up to which they are matched up. */
export const MAX_DIFF_LINES = 2_000;

/**
 * The line diff of two texts given as lines, by longest common subsequence between the common head and tail. Above
 * `MAX_DIFF_LINES` the middle is all removed, then all added. At most 10^6 comparisons and 2 MB.
 */
export function diffLines(before: readonly string[], after: readonly string[]): SignedLine[] {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const oldMiddle = before.slice(head, before.length - tail);
  const newMiddle = after.slice(head, after.length - tail);
  const isBounded = oldMiddle.length + newMiddle.length <= MAX_DIFF_LINES;
  return [
    ...signed(" ", before.slice(0, head)),
    ...(isBounded ? matchUp(oldMiddle, newMiddle) : [...signed("-", oldMiddle), ...signed("+", newMiddle)]),
    ...signed(" ", before.slice(before.length - tail)),
  ];
}

export function signed(sign: DiffSign, lines: readonly string[]): SignedLine[] {
  return lines.map((text) => ({ sign, text }));
}

function matchUp(before: readonly string[], after: readonly string[]): SignedLine[] {
  const width = after.length + 1;
  const common = commonLengths(before, after);
  const result: SignedLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length && j < after.length) {
    const oldText = before[i] ?? "";
    const newText = after[j] ?? "";
    if (oldText === newText) {
      result.push({ sign: " ", text: oldText });
      i += 1;
      j += 1;
    } else if ((common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0)) {
      result.push({ sign: "-", text: oldText });
      i += 1;
    } else {
      result.push({ sign: "+", text: newText });
      j += 1;
    }
  }
  return [...result, ...signed("-", before.slice(i)), ...signed("+", after.slice(j))];
}

/** `[i * (after + 1) + j]` = length of the longest common subsequence of `before[i..]` and `after[j..]`. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array {
  const width = after.length + 1;
  const table = new Uint16Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const down = table[(i + 1) * width + j] ?? 0;
      const right = table[i * width + j + 1] ?? 0;
      const diagonal = table[(i + 1) * width + j + 1] ?? 0;
      table[i * width + j] = before[i] === after[j] ? diagonal + 1 : Math.max(down, right);
    }
  }
  return table;
}
