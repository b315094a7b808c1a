import { startTimer } from '../../browser/startTimer.ts';
import { element, say } from '../element.ts';
import { texts } from '../texts.ts';

const TELL_MS = 2_000;

/** A button that copies a text, and says whether it has. */
export function createCopyButton(text: string): HTMLElement {
  let stop = (): void => {};
  const button = element('button', { type: 'button', class: 'button', onclick: () => void copy() }, texts.events.copy);
  const said = element('span', { class: 'unseen', role: 'status' });
  const tell = (outcome: string): void => {
    say(button, outcome);
    say(said, outcome);
    stop();
    stop = startTimer(() => {
      say(button, texts.events.copy);
      say(said, '');
    }, TELL_MS);
  };
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      tell(texts.events.copied);
    } catch {
      // A page without https, or a policy that forbids it.
      tell(texts.events.copyFailed);
    }
  }
  return element('span', {}, button, said);
}
