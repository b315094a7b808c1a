import { useEffect, useState } from 'preact/hooks';
import { texts } from '../texts.ts';

const SHOWN_MS = 2_000;

/** Copies a text, and says so for two seconds. */
export function CopyButton({
  text,
  label = texts.copy,
  class: look = '',
}: {
  text: () => string;
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
      .then(() => navigator.clipboard.writeText(text()))
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
