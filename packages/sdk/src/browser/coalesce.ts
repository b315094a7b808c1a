/**
 * A function that has `work` done once for all its calls of one task, when the code that runs now has come to its end.
 * What `work` rejects with stays silent.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let isPlanned = false;
  return async () => {
    if (isPlanned) return;
    isPlanned = true;
    await 0;
    isPlanned = false;
    try {
      await work();
    } catch {
      // The page has broken something that the work needs.
    }
  };
}
