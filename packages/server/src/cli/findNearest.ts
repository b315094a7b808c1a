/** Two typing mistakes; more would suggest words that have nothing in common. */
const MAX_DISTANCE = 2;

/** The word that was probably meant: the nearest one, if it is near. */
export function findNearest(text: string, words: readonly string[]): string | undefined {
  const [nearest] = words
    .map((word) => ({ word, distance: distanceOf(text, word) }))
    .filter(({ word, distance }) => distance <= Math.min(MAX_DISTANCE, word.length - 2))
    .sort((a, b) => a.distance - b.distance);
  return nearest?.word;
}

/** How many letters to insert, remove or replace, or neighbours to swap, make one word of the other. */
function distanceOf(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  const at = (i: number, j: number) => rows[i]?.[j] ?? j;
  for (let i = 0; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      if (i === 0) {
        rows[0]?.push(j);
        continue;
      }
      const isSame = a[i - 1] === b[j - 1];
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, at(i - 2, j - 2) + 1);
      rows[i]?.push(best);
    }
  }
  return at(a.length, b.length);
}
