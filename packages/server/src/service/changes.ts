/** Signals changes to a customer's events, so that waiting code need not poll. */
export interface Changes {
  /** The number of changes so far. Read it before a query, so that no change between query and wait is missed. */
  count(customerId: string): number;
  /** Resolves once the count differs from `seen`, or after `maxMs`. */
  next(customerId: string, seen: number, maxMs: number): Promise<void>;
}

export interface ChangeLog extends Changes {
  note(customerId: string): void;
}

// The real timers, taken at import: a wait must end in a test with fake timers too.
const { setTimeout, clearTimeout } = globalThis;

/** For engines without signals: every wait lasts `maxMs`. */
export const noChangeSignals: Changes = {
  count: () => 0,
  next: (_customerId, _seen, maxMs) => new Promise((resolve) => setTimeout(resolve, maxMs)),
};

export function createChangeLog(): ChangeLog {
  const counts = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();
  const count = (customerId: string) => counts.get(customerId) ?? 0;

  return {
    count,

    note(customerId) {
      counts.set(customerId, count(customerId) + 1);
      for (const goOn of waiting.get(customerId) ?? []) goOn();
    },

    next(customerId, seen, maxMs) {
      if (count(customerId) !== seen) return Promise.resolve();
      return new Promise((resolve) => {
        const others = waiting.get(customerId) ?? new Set();
        waiting.set(customerId, others);
        const goOn = () => {
          clearTimeout(timer);
          others.delete(goOn);
          if (others.size === 0) waiting.delete(customerId);
          resolve();
        };
        const timer = setTimeout(goOn, maxMs);
        others.add(goOn);
      });
    },
  };
}
