import type { AlertAttempt } from '@onevault/contract';
import type { AttemptOutcome } from '../engine/alerts.ts';

/** What came of one attempt, for the log of the delivery. */
export interface Attempted {
  outcome: AttemptOutcome;
  entry: Omit<AlertAttempt, 'at'>;
}
