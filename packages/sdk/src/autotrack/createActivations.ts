import { startTimer } from '../browser/startTimer.ts';
import { CONTROLS, type Control } from './findClicked.ts';
import { isMatch } from './isMatch.ts';

/** Elements for which the browser turns Enter or space into a click, or into text. */
const NATIVE = 'button,summary,input,select,textarea';

/**
 * Whether an event activates its target: a click, or a key that the browser does not turn into a click. What the browser
 * or the page makes of an activation does not count again.
 */
export function createActivations(): (event: Event, target: Element, innermost: Element, label?: Control) => boolean {
  /** The element that a key has activated: a click that the page makes of it does not count again. */
  let keyed: Element | undefined;
  /** The control of a label that was clicked: the browser clicks it next. */
  let labelled: Element | null | undefined;
  let last: Event | undefined;
  let lastTarget: Element | undefined;
  return (event, target, innermost, label) => {
    const { type, isTrusted } = event;
    const isKey = type === 'keydown';
    const { href, isContentEditable } = target as Control;
    const isRepeated = isKey
      ? // In a custom element with a closed shadow root somebody may type.
        target !== innermost ||
        isMatch(target, NATIVE) ||
        isContentEditable ||
        !!href ||
        (target.localName.includes('-') && !isMatch(target, CONTROLS))
      : innermost === labelled ||
        // A handler clicks something inside, such as a file field.
        (!isTrusted && (keyed === target || (!!last?.eventPhase && lastTarget === target)));
    if (isRepeated) return false;
    keyed = isKey ? target : undefined;
    last = event;
    lastTarget = target;
    const { control } = label || ({} as { control?: Element | null });
    if (control && control !== innermost) {
      labelled = control;
      // The browser's click follows in the same task, if the page permits it.
      startTimer(() => {
        labelled = undefined;
      }, 0);
    }
    return true;
  };
}
