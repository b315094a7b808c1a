import { useEffect, useState } from 'preact/hooks';
import { texts } from '../texts.ts';

const SHOWN_MS = 2_000;

/** Copies a text, and says so for two seconds. */
export function CopyButton({
  text,
  label = texts.copy,
  class: look = '',
}: {
  /** A promise for what has to be asked first. */
  text: () => string | Promise<string>;
  label?: string;
  class?: string;
}) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const onClick = () =>
    // Without TLS, outside of localhost, browsers have no clipboard.
    Promise.resolve()
      .then(() => write(text()))
      .then(
        () => setState('copied'),
        () => setState('failed'),
      );
  const said = { idle: label, copied: texts.copied, failed: texts.copyFailed }[state];
  return (
    <button type="button" class={`button ${look}`} onClick={() => void onClick()}>
      <span aria-live="polite">{said}</span>
    </button>
  );
}

/** A browser lets a page write only just after a click: what comes later is promised in time. */
function write(text: string | Promise<string>): Promise<void> {
  if (typeof text === 'string') return navigator.clipboard.writeText(text);
  const type = 'text/plain';
  return navigator.clipboard.write([
    new ClipboardItem({ [type]: text.then((written) => new Blob([written], { type })) }),
  ]);
}
