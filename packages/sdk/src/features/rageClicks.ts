import type { Feature } from '../autotrack/feature.ts';
import { isMatch } from '../autotrack/isMatch.ts';
import { listen } from '../browser/listen.ts';
import { describeElement } from './describeElement.ts';

/** More than the double click on a word or slow clicks on a spinner. */
const CLICKS = 3;
const WITHIN_MS = 1_000;
const WITHIN_PX = 30;
/** Elements that are clicked fast to use them: fields, their labels, players and games. */
const BUSY =
  'input:not([type=button]):not([type=submit]):not([type=reset]):not([type=image]),select,textarea,label,canvas,video,audio,[contenteditable]';
/** Elements on which nobody wants to select text. */
const CONTROLS = 'a,area,button,summary,input,[role=button],[role=link],[role=tab],[role^=menuitem],[role=switch]';

/**
 * Tracks a `rage_click` with the element when one spot is clicked three times within a second, once per burst. Not the
 * clicks of a key, in fields, and those that select text.
 *
 * @example tracker.enableAutoTracking({ features: [rageClicks()] });
 */
export function rageClicks(): Feature {
  return (tracker) => {
    let burst: { x: number; y: number; atMs: number }[] = [];
    return listen<MouseEvent>(document, 'click', (event) => {
      const { clientX: x, clientY: y, timeStamp: atMs, detail, isTrusted } = event;
      const path = event.composedPath();
      const isIn = (selector: string): boolean => path.some((node) => isMatch(node, selector));
      // A key clicks too, and has no number of clicks.
      if ((isTrusted && !detail) || isIn(BUSY)) return;
      const [first] = burst;
      const isSame =
        first && Math.hypot(x - first.x, y - first.y) <= WITHIN_PX && atMs - (burst.at(-1)?.atMs ?? 0) <= WITHIN_MS;
      if (!isSame) burst = [];
      burst.push({ x, y, atMs });
      const start = burst.at(-CLICKS);
      if (burst.length !== CLICKS || !start || atMs - start.atMs > WITHIN_MS) return;
      // Three clicks select a paragraph, but on something that can be clicked nobody wants that.
      if (detail >= CLICKS && isSelected(path[0] as Element) && !isIn(CONTROLS)) return;
      const element = describeElement(path);
      if (element) tracker.trackEvent('rage_click', { ...element, clicks: CLICKS, x: event.pageX, y: event.pageY });
    });
  };
}

/** Whether text is selected, around an element that does not look as if it could be clicked. */
function isSelected(element: Element): boolean {
  // Chromium has another selection in a shadow root.
  const root = element.getRootNode() as Partial<Document>;
  return `${root.getSelection?.() || getSelection()}` !== '' && getComputedStyle(element).cursor !== 'pointer';
}
