/**
 * Shannon entropy in bits per UTF-16 unit: H = -sum of p * log2 p over the units' shares (Shannon 1948). 0 for an empty
 * text, 1 for `abab`, at most log2 of the length. Words are near 3, random letters and digits of 20 units above 3.5.
 */
export function shannonEntropy(value: string): number {
  const counts = new Map<string, number>();
  for (let at = 0; at < value.length; at += 1) {
    const unit = value.charAt(at);
    counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  let entropy = 0;
  for (const count of counts.values()) {
    const share = count / value.length;
    entropy -= share * Math.log2(share);
  }
  return entropy;
}
