import { toMessage } from '../browser/toMessage.ts';
import { warn } from '../warn.ts';
import { createInspector, type Inspector } from './createInspector.ts';

let inspector: Inspector | undefined;

/**
 * Opens the inspector on this page, or shows the one that is open: what the trackers of the page track, send and store,
 * what is masked, and consent. It changes nothing of that. `tracker.inspect()` does the same and loads this file first.
 *
 * @param tracker The one to show first. Default: the first of the page.
 * @returns A function that closes it; undefined, with a warning in the console, if it cannot be shown: it needs a tracker
 *   of the same or a later version on the page, and a browser with constructable stylesheets (2023 or newer).
 * @example
 * import { openInspector } from '@onevault/tracker/inspector';
 * openInspector(tracker);
 */
export function openInspector(tracker?: object): (() => void) | undefined {
  try {
    if (!inspector?.isOpen()) {
      // Its page is gone, by `document.open()`: it must not go on working.
      inspector?.close();
      inspector = createInspector(tracker);
    }
    inspector.show(tracker);
    return inspector.close;
  } catch (error) {
    warn(`Failed to show the inspector: ${toMessage(error)}.`);
    return undefined;
  }
}
