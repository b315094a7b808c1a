/** Milliseconds of a monotonic clock: the visitor, or the network, may set the wall clock at any time. */
export const ticksMs = (): number => performance.now();
