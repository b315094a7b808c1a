/**
 * Returns a function that runs `work` once for all its calls in one task, after the current code. Errors of `work` stay
 * silent.
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
      // The page has broken a built-in that the work needs.
    }
  };
}
