import type { CommittedGroup } from '../ingest/groupCommit.ts';

/** Callbacks for metrics. Their arguments name no customer, event or address. */
export interface ServiceObserver {
  /** Stored events: new or repeated, and the rule that kept an event out of the business layer. */
  onStored?(stored: readonly StoredOutcome[]): void;
  /** A refused event, by the type of its first problem. */
  onRefused?(rule: string): void;
  onGroup?(group: CommittedGroup): void;
}

interface StoredOutcome {
  duplicate: boolean;
  status: string;
  reason: { rule: string } | null;
}
