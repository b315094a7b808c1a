import { useEffect, useState } from 'preact/hooks';
import { texts } from './texts.ts';
import { progress } from './useAnswer.ts';

/** After this time a reader wonders whether anything happens. */
const SLOW_S = 2;

/** How many of the answers are there; after two seconds also in words. Its place is always kept. */
export function Progress() {
  const { asked, answered, sinceMs } = progress.value;
  const isBusy = asked > answered;
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    if (!isBusy) return;
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - sinceMs) / 1000)), 1000);
    return () => clearInterval(timer);
  }, [isBusy, sinceMs]);
  return (
    <div class="progress" data-busy={isBusy}>
      {isBusy && <progress value={answered} max={asked} aria-label={texts.progress(answered, asked)} />}
      {isBusy && seconds >= SLOW_S && (
        <p class="quiet small" role="status">
          {texts.progress(answered, asked)}. {texts.slow(seconds)}
        </p>
      )}
    </div>
  );
}
