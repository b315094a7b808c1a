/** One function that ends several things. */
export function stopAll(stops: Iterable<() => unknown>): () => void {
  return () => {
    for (const stop of stops) stop();
  };
}
