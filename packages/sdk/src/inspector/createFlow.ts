import { attribute, element, say } from './element.ts';
import { count, texts } from './texts.ts';
import type { View } from './View.ts';
import type { WatchedTracker } from './watchTracker.ts';

const STEPS = ['tracked', 'waiting', 'sent', 'stored'] as const;
/** A screen reader hears of changes, but not of each one. */
const SAY_MS = 3_000;

/** The way of the events in four numbers, and the balance: what was tracked is stored, kept or dropped. */
export function createFlow({ rows, stats }: WatchedTracker): View {
  const numbers = STEPS.map((step) => {
    const value = element('strong', { class: 'numbers' }, '0');
    return { step, value, item: element('li', { class: step }, value, element('span', {}, texts.flow[step])) };
  });
  const balance = element('span', { class: 'numbers' });
  const lost = element('strong', { class: 'numbers' });
  const said = element('p', { class: 'unseen', role: 'status' });
  const root = element(
    'div',
    {},
    element('ol', { class: 'flow', 'aria-label': texts.flow.name }, ...numbers.map(({ item }) => item)),
    element('p', { class: 'balance' }, balance, lost),
    said,
  );
  let saidMs = 0;
  return {
    root,
    update() {
      const { tracked, queued, delivered, dropped } = stats();
      const sent = Math.min(queued, rows.filter(({ state }) => state === 'sent').length);
      const values = { tracked, waiting: queued - sent, sent, stored: delivered };
      for (const { step, value, item } of numbers) {
        say(value, count(values[step]));
        attribute(item, 'class', `${step} ${values[step] > 0 ? 'some' : ''}`);
      }
      say(balance, texts.flow.balance(tracked, delivered, queued, dropped));
      const missing = tracked - delivered - queued - dropped;
      say(lost, texts.flow.lost(missing));
      attribute(lost, 'class', missing === 0 ? 'numbers' : 'numbers bad');
      if (performance.now() - saidMs < SAY_MS) return;
      saidMs = performance.now();
      say(said, texts.flow.said(tracked, delivered, queued));
    },
  };
}
