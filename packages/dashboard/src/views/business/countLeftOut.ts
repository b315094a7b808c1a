import type { Population } from '@onevault/contract';

/** The events that no number of the answer counts. */
export const countLeftOut = ({ excluded }: Population): number => excluded.reduce((sum, { events }) => sum + events, 0);
