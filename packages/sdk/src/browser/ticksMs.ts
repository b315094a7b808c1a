import { attempt } from './attempt.ts';

/** Taken at load: a page may use the name for its own later. */
const { performance } = globalThis;
/** If it is no clock already then, the wall clock: one that begins to differ would expire waiting events. */
const clock = attempt(() => performance.now() >= 0) ? performance : Date;

/** Milliseconds of a monotonic clock: the visitor, or the network, may set the wall clock at any time. */
export const ticksMs = (): number => clock.now();
