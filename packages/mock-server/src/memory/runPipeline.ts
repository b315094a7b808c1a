/**
 * Processes events of one customer from raw (or set aside) through staging to business, each separately: a failing
 * event is set aside and does not affect the others.
 */
import type { ProcessingResults, Reason } from '@onevault/contract';
import { EngineUnavailable, type StagedEvent } from '@onevault/server/internal/engine/port';
import { loadEvent } from './business/loadEvent.ts';
import { type Clock, toIso } from './createClock.ts';
import { type CustomerState, moveToStage } from './createCustomerState.ts';
import type { EventRecord } from './eventRecord.ts';
import { toStagedEvent } from './reads/listStagedEvents.ts';
import { countLoaded } from './reads/runningTotals.ts';
import { noteChange } from './reads/stageChanges.ts';
import { cutText } from './staging/readValue.ts';
import { stageEvent } from './staging/stageEvent.ts';

export interface PipelineContext {
  clock: Clock;
  nextChangeNumber: () => number;
  onLoad: ((event: StagedEvent, customerId: string) => void) | undefined;
}

/** Long enough for an error's sentence; an error that quotes a whole event must not double its size. */
const MAX_FAILURE_MESSAGE_LENGTH = 500;

export function runPipeline(
  state: CustomerState,
  records: Iterable<EventRecord>,
  context: PipelineContext,
): ProcessingResults {
  const done = { staged: 0, loaded: 0, rejected: 0, setAside: 0 };

  for (const record of records) {
    const before = record.stage;
    try {
      if (record.staged === null) {
        stage(state, record, context);
        done.staged += 1;
      }
      if (record.staged?.validation_status === 'INVALID') {
        reject(state, record);
        done.rejected += 1;
      } else {
        load(state, record, context);
        done.loaded += 1;
      }
    } catch (error) {
      // A crash, for tests: processing stops here, and waiting events are found later.
      if (error instanceof EngineUnavailable) throw error;
      setAside(state, record, error, context);
      done.setAside += 1;
    } finally {
      // An event whose retry fails stays where it was.
      if (record.stage !== before) noteChange(state, record, context.nextChangeNumber);
    }
  }

  const processed = done.loaded + done.rejected + done.setAside;
  if (processed > 0) state.lastProcessedAt = toIso(context.clock.tick());
  return {
    total_processed: processed,
    raw_to_staging_count: done.staged,
    staging_to_business_count: done.loaded,
    total_success_count: done.loaded,
    total_error_count: done.rejected + done.setAside,
    processing_summary: summaryOf(done.staged, done.loaded, done.rejected + done.setAside),
  };
}

export const noResults = (): ProcessingResults => ({
  total_processed: 0,
  raw_to_staging_count: 0,
  staging_to_business_count: 0,
  total_success_count: 0,
  total_error_count: 0,
  processing_summary: summaryOf(0, 0, 0),
});

/** The same text as `pipeline.processing_result`. */
function summaryOf(staged: number, loaded: number, failed: number): string {
  return `${staged} staged, ${loaded} loaded into business, ${failed} rejected or set aside`;
}

function stage(state: CustomerState, record: EventRecord, { clock }: PipelineContext): void {
  record.staged = stageEvent(record.raw, record.receivedMicros);
  record.stagedAt = toIso(clock.tick());
  if (record.staged.validation_status !== 'INVALID') state.counts.staged += 1;
  moveToStage(state, record, 'staging');
}

function reject(state: CustomerState, record: EventRecord): void {
  // Checks that make an event INVALID come first.
  record.reason = record.staged?.validation_errors[0] ?? null;
  moveToStage(state, record, 'rejected');
}

function load(state: CustomerState, record: EventRecord, { clock, onLoad }: PipelineContext): void {
  if (record.staged === null) throw new Error('the event is not staged');
  onLoad?.(toStagedEvent(record.staged, record.stage), state.customer.customerId);
  loadEvent(state.hubs, record.staged);
  countLoaded(state.totals, record);
  record.loadedAt = toIso(clock.tick());
  record.reason = null;
  moveToStage(state, record, 'business');
}

function setAside(state: CustomerState, record: EventRecord, error: unknown, { clock }: PipelineContext): void {
  record.failures += 1;
  record.reason = toReason(error);
  moveToStage(state, record, 'set_aside');
  state.retries.add(record, clock.readMs());
}

/** Only the message: a stack names files of the server and does not help a client. */
function toReason(error: unknown): Reason {
  const message = error instanceof Error && error.message !== '' ? error.message : 'unknown error';
  return { rule: 'processing_failed', pointer: '', message: cutText(message, MAX_FAILURE_MESSAGE_LENGTH) };
}
