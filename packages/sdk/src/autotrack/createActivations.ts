import { isMatch } from './isMatch.ts';

/** These make a click of Enter or the space bar by themselves. */
const NATIVE = 'button,summary,input,a[href]';

/** Says whether an event activates what it is about: a click, or a key where the browser makes no click of it. */
export function createActivations(): (event: Event, target: Element, innermost: Element) => boolean {
  /** What a key has activated: some pages make a click of it, which is not another one. */
  let keyed: Element | undefined;
  return ({ type, isTrusted }, target, innermost) => {
    const isKey = type === 'keydown';
    if (isKey ? target !== innermost || isMatch(target, NATIVE) : keyed === target && !isTrusted) return false;
    keyed = isKey ? target : undefined;
    return true;
  };
}
