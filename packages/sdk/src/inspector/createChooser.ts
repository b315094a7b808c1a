import { element, fill } from './element.ts';
import { texts } from './texts.ts';
import type { WatchedTracker } from './watchTracker.ts';

export interface Chooser {
  root: HTMLElement;
  /** Shows the chosen one among all that there are now. */
  update(chosen: WatchedTracker): void;
}

/** Says whose events are shown; with several trackers on the page one can be chosen. */
export function createChooser(watched: readonly WatchedTracker[], onChoose: (chosen: WatchedTracker) => void): Chooser {
  const root = element('div');
  const list = element('select', {
    class: 'to',
    'aria-label': texts.tracker,
    onchange() {
      const chosen = watched[list.selectedIndex];
      if (chosen) onChoose(chosen);
    },
  });
  let shown = 0;
  return {
    root,
    update(chosen) {
      // A list that is drawn anew would lose the focus.
      if (shown !== watched.length) {
        shown = watched.length;
        const names = watched.map(({ options: { customerId, apiBaseUrl } }) =>
          texts.to(customerId, apiBaseUrl.replace(/^(https?:)?\/\//, '')),
        );
        fill(list, ...names.map((name) => element('option', {}, name)));
        fill(root, shown === 1 ? element('p', { class: 'to' }, names[0]) : list);
      }
      // Only then: `deadClicks` watches who sets it.
      const at = watched.indexOf(chosen);
      if (list.selectedIndex !== at && shown > 1) list.selectedIndex = at;
    },
  };
}
