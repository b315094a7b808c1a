import type { Clicked } from './findClicked.ts';
import { isMatch } from './isMatch.ts';

/** These make a click of Enter or the space bar by themselves. */
const NATIVE = 'button,summary,input,a[href]';

/** Says whether an event activates what it is about: a click, or a key where the browser makes no click of it. */
export function createActivations(): (event: Event, clicked: Clicked) => boolean {
  /** What a key has activated: some pages make a click of it, which is not another one. */
  let keyed: Element | undefined;
  return ({ type, isTrusted }, { _target, _path }) => {
    const isKey = type === 'keydown';
    if (isKey ? _target !== _path[0] || isMatch(_target, NATIVE) : keyed === _target && !isTrusted) return false;
    keyed = isKey ? _target : undefined;
    return true;
  };
}
