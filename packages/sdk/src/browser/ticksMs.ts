/** Milliseconds that only go forward: the visitor, or the network, may set the clock at any time. */
export const ticksMs = (): number => performance.now();
