/** The memory for unfinished bodies, shared by all connections. */
export interface BodyBudget {
  /** Begins a body. `evict` is called if its memory is needed for others. */
  begin(evict: () => void): BodyShare;
}

export interface BodyShare {
  /** Counts more bytes of this body. */
  add(bytes: number): void;
  /** The body has arrived, or its client has disconnected. */
  end(): void;
}

/** Sixty-four of the largest bodies at the same moment; pages send a sixteenth of that. */
const MAX_BYTES = 64 * 1_048_576;

/**
 * Limits the memory of unfinished bodies. Beyond the limit it evicts the oldest: a client that starts bodies and never
 * finishes them loses those, and all others are served.
 */
export function createBodyBudget(maxBytes: number = MAX_BYTES): BodyBudget {
  const shares = new Set<{ bytes: number; evict: () => void }>();
  let total = 0;

  return {
    begin(evict) {
      const share = { bytes: 0, evict };
      shares.add(share);
      const end = (): void => {
        if (shares.delete(share)) total -= share.bytes;
      };
      return {
        end,
        add(bytes) {
          if (!shares.has(share)) return;
          share.bytes += bytes;
          total += bytes;
          for (const oldest of shares) {
            if (total <= maxBytes) return;
            shares.delete(oldest);
            total -= oldest.bytes;
            oldest.evict();
          }
        },
      };
    },
  };
}
