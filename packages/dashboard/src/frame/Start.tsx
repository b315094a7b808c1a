import { type DashboardReply, ROUTES } from '@onevault/contract';
import { useEffect } from 'preact/hooks';
import { ask, toPath } from '../api/ask.ts';
import { texts } from '../texts.ts';
import type { View } from '../views.ts';
import { navigate, path } from './router.ts';

/** `/`: opens the first view, or the first run where no event has arrived yet. */
export function Start({ views }: { views: View[] }) {
  const isStart = path.value === '/';
  useEffect(() => {
    if (!isStart) return;
    const first = `/${views[0]?.name}`;
    if (!views.some(({ name }) => name === 'install')) return navigate(first, { replace: true });
    const stop = new AbortController();
    // Who has opened another view meanwhile stays there.
    const open = (to: string) => stop.signal.aborted || navigate(to, { replace: true });
    ask<DashboardReply>(toPath(ROUTES.dashboard, { limit: 1 }), { signal: stop.signal }).then(
      ({ summary }) => open(summary.total_events === 0 ? '/install' : first),
      () => open(first),
    );
    return () => stop.abort();
  }, [isStart, views]);
  if (isStart) return <p class="quiet">{texts.loading}</p>;
  return (
    <div class="empty">
      <h1 tabIndex={-1}>{texts.noView.title}</h1>
      <p>{texts.noView.hint}</p>
      <a class="button" href="/">
        {texts.noView.back}
      </a>
    </div>
  );
}
