import { attempt } from '../browser/attempt.ts';
import { startTimer } from '../browser/startTimer.ts';
import { listTrackers } from '../listTrackers.ts';
import { createChooser } from './createChooser.ts';
import { createFlow } from './createFlow.ts';
import { createFrame } from './createFrame.ts';
import { createNetworkSwitch } from './createNetworkSwitch.ts';
import { createTabs } from './createTabs.ts';
import { append, fill, say } from './element.ts';
import { isInspected } from './isInspected.ts';
import { texts } from './texts.ts';
import type { View } from './View.ts';
import { createDeliveryView } from './views/createDeliveryView.ts';
import { createEventsView } from './views/createEventsView.ts';
import { createPrivacyView } from './views/createPrivacyView.ts';
import { type WatchedTracker, watchTracker } from './watchTracker.ts';

export interface Inspector {
  /** Shows the panel; this tracker, and the focus, only if somebody has asked for it. */
  show(tracker: object | undefined): void;
  isOpen(): boolean;
  close(): void;
}

/** Consent and waiting times change without an event, and a page may make another tracker. */
const REFRESH_MS = 1_000;

/** Joins the frame, the trackers of the page and the views of the chosen one: at first of `tracker`, if somebody has asked for it. */
export function createInspector(tracker: object | undefined): Inspector {
  const watched: WatchedTracker[] = [];
  /** Those that were to be shown before. */
  const known = new Set<WatchedTracker>();
  let isScheduled = false;
  let isClosed = false;
  let views: View[] = [];
  let stopTimer = (): void => {};
  follow();
  // At load each tracker of the page comes by itself, in any order: the first one that was made is shown.
  const asked = !attempt(isInspected) && watched.find((one) => one.tracker === tracker);
  const first = asked || watched[0];
  if (!first) throw new Error('there is no tracker on this page that can be inspected');
  let current = first;
  const frame = createFrame(close);
  const chooser = createChooser(watched, choose);
  append(frame.names, chooser.root);

  /** Adds the trackers that were not there before. */
  function follow(): void {
    const others = listTrackers().filter((seen) => !watched.some((one) => one.tracker === seen.tracker));
    watched.push(...others.map((seen) => watchTracker(seen, schedule)).filter((one) => one !== undefined));
  }
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
    chooser.update(current);
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
    follow();
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
    show(wanted) {
      follow();
      const chosen = watched.find((one) => one.tracker === wanted);
      // By itself a tracker comes once.
      const isAsked = !attempt(isInspected) || (chosen && known.has(chosen));
      if (chosen) known.add(chosen);
      if (isAsked && chosen && chosen !== current) choose(chosen);
      // Not of somebody who types at that moment.
      frame.show(!!isAsked && (navigator.userActivation?.isActive ?? false));
    },
    isOpen: () => !isClosed && frame.isOpen(),
    close,
  };
}
