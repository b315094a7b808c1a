import type { ProcessingStatus, Reason, Stage } from '@onevault/contract';
import type { RawEvent, StagedEvent } from '@onevault/server/internal/engine/port';

/** One event in the pipeline: raw on arrival, completed layer by layer. */
export interface EventRecord {
  readonly raw: RawEvent;
  readonly receivedMicros: number;
  readonly receivedAt: string;
  stage: Stage;
  staged: StagedRow | null;
  stagedAt: string | null;
  loadedAt: string | null;
  /** Why the event is rejected or set aside. */
  reason: Reason | null;
  failures: number;
  /** Of its latest change of stage, among all changes of the engine. */
  changeNumber: number;
}

/** The staged fields of an event; its stage is kept in `EventRecord`. */
export type StagedRow = Omit<StagedEvent, 'stage'>;

export const STATUS_OF_STAGE = {
  raw: 'pending',
  staging: 'pending',
  business: 'complete',
  rejected: 'rejected',
  set_aside: 'set_aside',
} as const satisfies Record<Stage, ProcessingStatus>;
