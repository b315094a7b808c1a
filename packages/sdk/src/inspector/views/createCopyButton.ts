import { startTimer } from '../../browser/startTimer.ts';
import { element, say } from '../element.ts';
import { texts } from '../texts.ts';

const TELL_MS = 2_000;

/** A button that copies a text, and says whether it has. */
export function createCopyButton(text: string): HTMLElement {
  let stop = (): void => {};
  const label = element('span', { role: 'status' }, texts.events.copy);
  const tell = (said: string): void => {
    say(label, said);
    stop();
    stop = startTimer(() => say(label, texts.events.copy), TELL_MS);
  };
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      tell(texts.events.copied);
    } catch {
      // A page without https, or a policy that forbids it.
      tell(texts.events.copyFailed);
    }
  };
  return element('button', { type: 'button', class: 'button', onclick: () => void copy() }, label);
}
