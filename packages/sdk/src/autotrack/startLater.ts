import { hasTasks } from '../browser/hasTasks.ts';
import { isHidden } from '../browser/isHidden.ts';
import { beginAt, listen } from '../browser/listen.ts';
import { now } from '../browser/now.ts';
import { readText } from '../browser/readText.ts';
import { startRoutes } from '../browser/startRoutes.ts';
import { stopAll } from '../browser/stopAll.ts';
import { callAt, readMoment } from '../capture/moment.ts';
import type { AutoTracker } from './feature.ts';

/** What a visitor, or a script in the visitor's place, may do before the features listen. */
const TYPES = 'click auxclick keydown input focusin submit';

/**
 * Starts the features in a later task, as of now: their code is most of what a page would wait for. An event of the
 * visitor or a route that comes first starts them, and they hear it. At once where there are no later tasks, and in a page
 * that nobody sees yet.
 */
export function startLater(tracker: AutoTracker, start: () => void): () => void {
  if (!tracker._defer || isHidden() || !hasTasks()) {
    start();
    return () => {};
  }
  const given = readMoment();
  // The page view of a document that is not there yet is of later.
  const moment =
    readText(document, 'readyState') === 'loading'
      ? given
      : { _url: location.href, _title: readText(document, 'title'), _time: now(), ...given, _isSeen: true };
  let isEnded = false;
  const begin = (): void => {
    if (isEnded) return;
    stop();
    callAt(moment, start);
  };
  const hear = (event?: Event): void => beginAt(event, begin);
  const stops = stopAll([
    listen(window, TYPES, hear),
    listen(document, 'DOMContentLoaded', begin),
    startRoutes((_, event) => hear(event)),
  ]);
  const stop = (): void => {
    if (!isEnded) stops();
    isEnded = true;
  };
  tracker._defer(begin);
  return stop;
}
