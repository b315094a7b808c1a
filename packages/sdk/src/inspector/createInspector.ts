import { startTimer } from '../browser/startTimer.ts';
import { listTrackers } from '../listTrackers.ts';
import { createFlow } from './createFlow.ts';
import { createFrame } from './createFrame.ts';
import { createNetworkSwitch } from './createNetworkSwitch.ts';
import { createTabs } from './createTabs.ts';
import { append, element, fill, say } from './element.ts';
import { texts } from './texts.ts';
import type { View } from './View.ts';
import { createDeliveryView } from './views/createDeliveryView.ts';
import { createEventsView } from './views/createEventsView.ts';
import { createPrivacyView } from './views/createPrivacyView.ts';
import { type WatchedTracker, watchTracker } from './watchTracker.ts';

export interface Inspector {
  /** Whether it follows this tracker. */
  has(tracker: object | undefined): boolean;
  /** Shows a tracker; the focus goes there if the visitor has just asked for it. */
  show(tracker: object | undefined): void;
  isOpen(): boolean;
  close(): void;
}

/** Consent and waiting times change without an event. */
const REFRESH_MS = 1_000;

/** Joins the frame, the trackers of the page and the views of the chosen one. */
export function createInspector(): Inspector {
  const watched = listTrackers()
    .map((seen) => watchTracker(seen, () => schedule()))
    .filter((one) => one !== undefined);
  const [first] = watched;
  if (!first) throw new Error('there is no tracker on this page that can be inspected');

  let isScheduled = false;
  let isClosed = false;
  let current = first;
  let views: View[] = [];
  let stopTimer = (): void => {};
  const frame = createFrame(close);
  const chooser = createChooser(watched, (chosen) => choose(chosen));
  append(frame.names, chooser);

  function choose(chosen: WatchedTracker): void {
    for (const view of views) view.stop?.();
    current = chosen;
    // What was read before is in the views from their beginning.
    current.takeChanges();
    const [flow, network] = [createFlow(current), createNetworkSwitch(current)];
    const [events, delivery, privacy] = [
      createEventsView(current),
      createDeliveryView(current),
      createPrivacyView(current),
    ];
    views = [flow, network, events, delivery, privacy];
    const tabs = createTabs(texts.title, [
      { name: texts.tabs.events, content: events.root },
      { name: texts.tabs.delivery, content: delivery.root },
      { name: texts.tabs.privacy, content: privacy.root },
    ]);
    fill(frame.body, flow.root, network.root, ...tabs);
    refresh();
  }
  function refresh(): void {
    isScheduled = false;
    if (isClosed) return;
    const changed = current.takeChanges();
    for (const view of views) view.update(changed);
    const { delivered, queued } = current.stats();
    say(frame.summary, texts.small(delivered, queued));
  }
  /** Not in the call of the tracker, which must not wait; and in a hidden tab not at all. */
  function schedule(): void {
    if (isScheduled || isClosed) return;
    isScheduled = true;
    requestAnimationFrame(refresh);
  }
  function tick(): void {
    stopTimer = startTimer(tick, REFRESH_MS);
    schedule();
  }
  function close(): void {
    if (isClosed) return;
    isClosed = true;
    stopTimer();
    for (const view of views) view.stop?.();
    for (const one of watched) one.stop();
    frame.remove();
  }

  choose(first);
  tick();
  return {
    has: (tracker) => !tracker || watched.some((one) => one.tracker === tracker),
    show(tracker) {
      const chosen = watched.find((one) => one.tracker === tracker);
      if (chosen && chosen !== current) {
        if (chooser instanceof HTMLSelectElement) chooser.selectedIndex = watched.indexOf(chosen);
        choose(chosen);
      }
      // At load of a page nobody has asked for the focus.
      frame.show(navigator.userActivation?.isActive ?? false);
    },
    isOpen: () => !isClosed && frame.isOpen(),
    close,
  };
}

/** Says whose events are shown; with several trackers on the page one can be chosen. */
function createChooser(watched: readonly WatchedTracker[], onChoose: (chosen: WatchedTracker) => void): HTMLElement {
  const names = watched.map(({ options }) =>
    texts.to(options.customerId, options.apiBaseUrl.replace(/^(https?:)?\/\//, '')),
  );
  if (watched.length === 1) return element('p', { class: 'to' }, names[0]);
  const chooser = element(
    'select',
    {
      class: 'to',
      'aria-label': texts.tracker,
      onchange() {
        const chosen = watched[chooser.selectedIndex];
        if (chosen) onChoose(chosen);
      },
    },
    ...names.map((name) => element('option', {}, name)),
  );
  return chooser;
}
