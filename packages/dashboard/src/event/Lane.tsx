import type { StreamEvent } from '@onevault/contract';
import { formatDuration, msBetween } from '../format.ts';
import { texts } from '../texts.ts';
import { toSteps } from './stage.ts';
import './lane.css';

/** The way of an event in one line: three layers, how long it took to each, or why it stopped. */
export function Lane({ event }: { event: Pick<StreamEvent, 'stage' | 'layers' | 'reason' | 'staging_status'> }) {
  const { stage, layers, reason } = event;
  const steps = toSteps(stage, event.staging_status === 'PROCESSED');
  const times = [layers.raw, layers.staging, layers.business].flatMap((layer) => (layer ? [layer.at] : []));
  const took = times.slice(1).map((at, n) => formatDuration(Math.max(0, msBetween(times[n] ?? at, at))));
  return (
    <span class="lane">
      <span class="hidden">{texts.stages[stage]}</span>
      <span class="lane-dots" aria-hidden="true">
        {steps.map((step, index) => (
          <i key={index} class={step} />
        ))}
      </span>
      <span class={reason ? 'lane-why' : 'quiet'}>{reason ? reason.rule : took.join(' + ')}</span>
    </span>
  );
}
