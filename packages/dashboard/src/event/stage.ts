import type { EventRow, Stage, StreamEvent } from '@onevault/contract';

/** How a stage looks: `good` reached the business layer, `wait` is on its way, `bad` has stopped. */
export const LOOK_OF_STAGE: Record<Stage, 'good' | 'wait' | 'bad'> = {
  raw: 'wait',
  staging: 'wait',
  business: 'good',
  set_aside: 'bad',
  rejected: 'bad',
};

/** A row of the dashboard, which does not say when it reached each layer, as the stream would send it. */
export function fromRow(row: EventRow): StreamEvent {
  const stage: Stage =
    row.staging_status === 'REJECTED'
      ? 'rejected'
      : row.business_status === '❌ Set aside'
        ? 'set_aside'
        : row.business_status === '✅ Complete Pipeline'
          ? 'business'
          : row.staging_status === 'PROCESSED'
            ? 'staging'
            : 'raw';
  const [first] = row.validation_errors ?? [];
  const reason = stage === 'rejected' ? (first ?? null) : null;
  return { ...row, stage, reason, layers: { raw: { at: row.raw_load_date }, staging: null, business: null } };
}

/** Whether each layer was reached, is awaited, or stopped the event. */
export function toSteps(stage: Stage, isStaged: boolean): ['done', Step, Step] {
  if (stage === 'business') return ['done', 'done', 'done'];
  if (stage === 'staging') return ['done', 'done', 'next'];
  if (stage === 'raw') return ['done', 'next', 'none'];
  if (stage === 'rejected') return ['done', 'stop', 'none'];
  return isStaged ? ['done', 'done', 'stop'] : ['done', 'stop', 'none'];
}

export type Step = 'done' | 'next' | 'stop' | 'none';
