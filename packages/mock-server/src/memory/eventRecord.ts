import type { ProcessingStatus, Reason, Stage } from '@onevault/contract';
import type { RawEvent, StagedEvent } from '@onevault/server/internal/engine/port';

/** One event on its way: raw when it arrives, filled in layer by layer. */
export interface EventRecord {
  readonly raw: RawEvent;
  readonly receivedMicros: number;
  readonly receivedAt: string;
  stage: Stage;
  staged: StagedRow | null;
  stagedAt: string | null;
  loadedAt: string | null;
  /** Why it is rejected or set aside. */
  reason: Reason | null;
  failures: number;
}

/** What staging makes of an event; the stage is where it stands now. */
export type StagedRow = Omit<StagedEvent, 'stage'>;

export const STATUS_OF_STAGE = {
  raw: 'pending',
  staging: 'pending',
  business: 'complete',
  rejected: 'rejected',
  set_aside: 'set_aside',
} as const satisfies Record<Stage, ProcessingStatus>;
