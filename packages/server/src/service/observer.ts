import type { CommittedGroup } from '../ingest/groupCommit.ts';

/** What those who measure are told. Nothing of it names a tenant, an event or an address. */
export interface ServiceObserver {
  /** Events that were stored: which were new, which were repeats, and what rule kept some from the business layer. */
  onStored?(stored: readonly StoredOutcome[]): void;
  /** An event that was refused, by the kind of its first problem. */
  onRefused?(rule: string): void;
  onGroup?(group: CommittedGroup): void;
}

interface StoredOutcome {
  duplicate: boolean;
  status: string;
  reason: { rule: string } | null;
}
