/** How many events go in one request. */
export interface BatchSize {
  maxEvents(): number;
  maxBytes: number;
  /** The last batch was too large, or one of its events failed. */
  shrink(sentEvents: number): void;
  /** The last batch was accepted. */
  grow(): void;
  /** The server does not support batches. */
  sendSingly(): void;
}

/** Half of the contract's 1 MiB, so that a busy server answers soon. */
const MAX_BYTES = 500_000;
/** Below the contract's 500, for the same reason. */
const MAX_EVENTS = 200;
const GROW_BY_EVENTS = 20;
/** How long to send single events after a server refused a batch. */
const SINGLE_FOR_MS = 86_400_000;

export function createBatchSize(): BatchSize {
  let maxEvents = MAX_EVENTS;
  let singleUntilMs = 0;
  return {
    maxBytes: MAX_BYTES,
    maxEvents: () => (performance.now() < singleUntilMs ? 1 : maxEvents),
    shrink(sentEvents) {
      maxEvents = Math.ceil(sentEvents / 2);
    },
    grow() {
      maxEvents = Math.min(MAX_EVENTS, maxEvents + GROW_BY_EVENTS);
    },
    sendSingly() {
      singleUntilMs = performance.now() + SINGLE_FOR_MS;
    },
  };
}
