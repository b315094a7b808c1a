/** The edit distance of two names (Levenshtein), divided by the longer length. */
export function nameDistance(a: string, b: string): number {
  if (a === b) return 0;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return (row[b.length] ?? 0) / Math.max(a.length, b.length);
}

/** A name that is further away is not the same one mistyped. */
const MAX_DISTANCE = 0.4;

/** The known name that a mistyped one most likely means. */
export function findNearest(name: string, known: readonly string[]): string | undefined {
  const [near = ''] = [...known].sort((a, b) => nameDistance(name, a) - nameDistance(name, b));
  return nameDistance(name, near) > MAX_DISTANCE ? undefined : near;
}
