import { isMatch } from './isMatch.ts';

/** Elements for which the browser turns Enter or space into a click. */
const NATIVE = 'button,summary,input,a[href]';

/** Whether an event activates its target: a click, or a key that the browser does not turn into a click. */
export function createActivations(): (event: Event, target: Element, innermost: Element) => boolean {
  /** The element that a key has activated: a click that the page makes of it does not count again. */
  let keyed: Element | undefined;
  return ({ type, isTrusted }, target, innermost) => {
    const isKey = type === 'keydown';
    if (isKey ? target !== innermost || isMatch(target, NATIVE) : keyed === target && !isTrusted) return false;
    keyed = isKey ? target : undefined;
    return true;
  };
}
