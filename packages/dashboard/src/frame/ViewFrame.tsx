import type { ComponentType } from 'preact';
import { useEffect, useErrorBoundary, useState } from 'preact/hooks';
import { ErrorNote } from '../parts/ErrorNote.tsx';
import { texts } from '../texts.ts';
import type { View } from '../views.ts';
import { Skeleton } from './Skeleton.tsx';

/** Loads a view on demand, and says what went wrong if it cannot be shown. */
export function ViewFrame({ view }: { view: View }) {
  const [Loaded, setLoaded] = useState<ComponentType | null>(null);
  const [failure, setFailure] = useState<unknown>(undefined);
  const [crash, reset] = useErrorBoundary();
  useEffect(() => {
    view.load().then((module) => setLoaded(() => module.default), setFailure);
  }, [view]);
  useEffect(() => {
    // As a new page does: a screen reader reads its heading.
    if (Loaded) document.querySelector<HTMLElement>('h1')?.focus();
  }, [Loaded]);
  if (crash !== undefined || failure !== undefined) {
    return (
      <div class="view">
        <h1 tabIndex={-1}>{view.title}</h1>
        <ErrorNote error={new Error(texts.crashed)} />
        <div>
          <button type="button" class="button" onClick={() => (crash ? reset() : location.reload())}>
            {texts.again}
          </button>
        </div>
      </div>
    );
  }
  if (!Loaded) return <Skeleton heading={view.heading ?? view.title} />;
  return <Loaded />;
}
