/** The counts of a customer without events. */
export const NO_COUNTS = {
  total: 0,
  rawPending: 0,
  stagingPending: 0,
  staged: 0,
  loaded: 0,
  rejected: 0,
  latestEventAt: null,
  lastProcessedAt: null,
};
