import type { StreamEvent } from '@onevault/contract';
import { formatDuration, msBetween } from '../format.ts';
import { texts } from '../texts.ts';
import { toSteps } from './stage.ts';
import './lane.css';

/** The way of an event in one line: three layers, and how long it took from the first to the last. */
export function Lane({ event }: { event: Pick<StreamEvent, 'stage' | 'layers' | 'reason' | 'staging_status'> }) {
  const { stage, layers, reason } = event;
  const steps = toSteps(stage, event.staging_status === 'PROCESSED');
  const last = layers.business ?? layers.staging;
  const took = last ? formatDuration(Math.max(0, msBetween(layers.raw.at, last.at))) : '';
  return (
    <span class="lane">
      <span class="hidden">{texts.stages[stage]}</span>
      <span class="lane-dots" aria-hidden="true">
        {steps.map((step, index) => (
          <i key={index} class={step} />
        ))}
      </span>
      <span class={reason ? 'lane-why' : 'quiet'}>{reason ? reason.rule : took}</span>
    </span>
  );
}
