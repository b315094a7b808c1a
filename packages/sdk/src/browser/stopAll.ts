/** One function that calls several stop functions. */
export function stopAll(stops: Iterable<() => unknown>): () => void {
  return () => {
    for (const stop of stops) stop();
  };
}
