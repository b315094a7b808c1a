/** The places of stores: how many may run at once, and which customer may take one. */
export interface Places {
  /** Whether no customer can take a place. */
  areTaken(): boolean;
  isFor(customerId: string): boolean;
  /** Whether a customer may have a second store beside its first: one place stays free for others. */
  areSpare(customerId: string): boolean;
  /** Takes a place. Call the result once the store has answered: it gives the place back. */
  take(customerId: string): (hasStored: boolean) => void;
}

interface PlacesOptions {
  maxInFlight: number;
  maxOverdue: number;
  overdueMs: number;
  /** Called when a place becomes free before its store has answered. */
  onFree(): void;
}

interface Stay {
  customerId: string;
  place: 'inFlight' | 'overdue';
  isOverdue: boolean;
}

/**
 * A store that does not answer in time moves to one of a few places for overdue stores, so that other customers get its
 * place. If it then fails, its customer keeps to those few, one at a time, until one of its stores succeeds: many
 * customers of a machine that hangs do not take the others' places again and again.
 */
export function createPlaces({ maxInFlight, maxOverdue, overdueMs, onFree }: PlacesOptions): Places {
  const taken = { inFlight: 0, overdue: 0 };
  const stays = new Set<Stay>();
  // Customers with an overdue store, or whose last store was overdue and failed.
  const slow = new Set<string>();

  /** Moves stores that are overdue to the places for them, as far as there are any. */
  function moveOverdue(): void {
    for (const stay of stays) {
      if (taken.overdue >= maxOverdue) return;
      if (!stay.isOverdue || stay.place === 'overdue') continue;
      stay.place = 'overdue';
      taken.inFlight -= 1;
      taken.overdue += 1;
    }
  }

  return {
    areTaken: () => taken.inFlight >= maxInFlight && (slow.size === 0 || taken.overdue >= maxOverdue),
    isFor: (customerId) => (slow.has(customerId) ? taken.overdue < maxOverdue : taken.inFlight < maxInFlight),
    areSpare: (customerId) => !slow.has(customerId) && taken.inFlight < maxInFlight - 1,

    take(customerId) {
      const stay: Stay = { customerId, place: slow.has(customerId) ? 'overdue' : 'inFlight', isOverdue: false };
      stays.add(stay);
      taken[stay.place] += 1;
      const timer = setTimeout(() => {
        stay.isOverdue = true;
        slow.add(customerId);
        moveOverdue();
        onFree();
      }, overdueMs);
      return (hasStored) => {
        clearTimeout(timer);
        stays.delete(stay);
        taken[stay.place] -= 1;
        if (hasStored || !stay.isOverdue) slow.delete(customerId);
        moveOverdue();
      };
    },
  };
}
