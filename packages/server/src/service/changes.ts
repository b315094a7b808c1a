/** Tells those who wait that something became of a customer's events, so that nobody has to look again and again. */
export interface Changes {
  /** How often something has changed so far: taken before a look, so that no change falls between look and wait. */
  count(customerId: string): number;
  /** Resolves once the count is not `seen` any more, or after `maxMs`. */
  next(customerId: string, seen: number, maxMs: number): Promise<void>;
}

export interface ChangeLog extends Changes {
  note(customerId: string): void;
}

// A test with fake timers still wants to know when its time is over.
const { setTimeout, clearTimeout } = globalThis;

/** For those who are told of nothing: waits the time. */
export const unheard: Changes = {
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
