import { type DashboardReply, ROUTES } from '@onevault/contract';
import { useEffect, useState } from 'preact/hooks';
import { toPath } from '../../api/ask.ts';
import { useAsk } from '../../parts/useAsk.ts';
import { texts } from '../../texts.ts';

/**
 * That the work goes on, for how long already, and how much there is to read. The server does it in one piece, and knows
 * no share of it: a bar that fills would be made up.
 */
export function EraseProgress({ what }: { what: string }) {
  const { reply } = useAsk<DashboardReply>(toPath(ROUTES.dashboard, { limit: 1 }));
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const startedMs = Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - startedMs) / 1000)), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="stack">
      <p role="status">
        {what} {reply && <span class="quiet">{texts.erase.reads(reply.summary.total_events)}</span>}
      </p>
      <progress class="busy" aria-label={what} />
      {/* Not announced: a screen reader would speak each second. */}
      <p class="quiet numbers" aria-hidden="true">
        {texts.erase.since(seconds)}
      </p>
    </div>
  );
}
