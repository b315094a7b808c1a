import type { AlertChange, AttemptOutcome, ClaimedDelivery } from '../engine/port.ts';

/** What the worker of alerts and reports tells the metrics. */
export interface OutboxObserver {
  onFiring(state: AlertChange['state']): void;
  onAttempt(kind: ClaimedDelivery['kind'], outcome: AttemptOutcome): void;
}
