/** Memory for bodies that are on their way, shared by all connections. */
export interface BodyBudget {
  /** Begins a body; `evict` is called when its bytes are wanted for others. */
  begin(evict: () => void): BodyShare;
}

export interface BodyShare {
  /** Counts more bytes of this body. */
  add(bytes: number): void;
  /** The body has arrived, or nobody waits for it any more. */
  end(): void;
}

/** Sixty-four of the largest bodies at the same moment; pages send a sixteenth of that. */
const MAX_BYTES = 64 * 1_048_576;

/**
 * Bounds what unfinished bodies hold. When they are too many, the one that has been on its way for longest is given up:
 * whoever begins bodies and never ends them loses those, and everybody else is served.
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
