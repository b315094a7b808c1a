import type { DropReason } from '../../events.ts';
import { attribute, element, fill } from '../element.ts';
import { count, texts } from '../texts.ts';
import type { View } from '../View.ts';
import type { WatchedTracker } from '../watchTracker.ts';
import { facts, section } from './section.ts';

/** A minute: one bar a second. */
const BARS = 60;
const SAMPLE_MS = 1_000;

/** The delivery's numbers, and how many events waited in the last minute. */
export function createDeliveryView({ options, tracker, stats }: WatchedTracker): View {
  const samples: number[] = [];
  let sampledMs = -SAMPLE_MS;
  const bars = Array.from({ length: BARS }, () => element('i'));
  const chart = element('div', { class: 'bars', role: 'img' }, ...bars);
  const caption = element('p', { class: 'quiet numbers' });
  const numbers = element('div');
  const why = element('div');
  const send = element(
    'button',
    { type: 'button', class: 'button', onclick: () => void tracker.flush() },
    texts.delivery.send,
  );
  const root = element(
    'div',
    { class: 'sections' },
    section(texts.delivery.waiting, chart, element('div', { class: 'head' }, caption, send)),
    section(texts.delivery.numbers, numbers),
    why,
    section(
      texts.delivery.where,
      facts([
        [texts.delivery.server, options.apiBaseUrl],
        [texts.delivery.customer, options.customerId],
        [texts.delivery.mode, options.useAsync ? texts.delivery.collected : texts.delivery.atOnce],
        [texts.delivery.outbox, options.storage === 'memory' ? texts.delivery.inMemory : texts.delivery.onDevice],
      ]),
    ),
  );
  let shown = '';

  function draw(queued: number): void {
    const most = Math.max(...samples, queued);
    samples.forEach((sample, at) => {
      const bar = bars[BARS - samples.length + at];
      if (!bar) return;
      bar.style.height = `${(sample / Math.max(most, 1)) * 100}%`;
      attribute(bar, 'class', sample > 0 && 'some');
    });
    const said = texts.delivery.waitingNow(queued, most);
    attribute(chart, 'aria-label', said);
    fill(caption, said);
  }
  return {
    root,
    update() {
      const now = stats();
      if (performance.now() - sampledMs >= SAMPLE_MS) {
        sampledMs = performance.now();
        samples.push(now.queued);
        if (samples.length > BARS) samples.shift();
        draw(now.queued);
      }
      // What has not changed is not drawn anew: a screen reader may be reading it.
      if (JSON.stringify(now) === shown) return;
      shown = JSON.stringify(now);
      const { tracked, delivered, queued, dropped, retried, duplicates, droppedByReason } = now;
      const names = texts.delivery;
      const rows = Object.entries({ tracked, delivered, queued, dropped, retried, duplicates });
      fill(
        numbers,
        facts(
          rows.map(([name, value]) => [names[name as 'tracked'], count(value)] as const),
          'counts numbers',
        ),
      );
      const reasons = Object.entries(droppedByReason) as [DropReason, number][];
      const list = reasons.map(([reason, times]) => [texts.reasons[reason] ?? reason, count(times)] as const);
      fill(why, list.length > 0 && section(names.why, facts(list, 'counts numbers')));
    },
  };
}
