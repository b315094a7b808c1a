/**
 * What the HTML shows before a script runs. The build renders it (`writePage.ts`), so nothing here may touch the
 * browser. It looks like what follows: the frame with the view's place, or the gate.
 */
import { renderToString } from 'preact-render-to-string';
import { texts } from '../texts.ts';
import { type View, views } from '../views.ts';
import { Brand, Nav } from './Nav.tsx';
import { Skeleton } from './Skeleton.tsx';

export interface Shell {
  /** The name of its file. */
  name: string;
  title: string;
  /** The view whose files are loaded along with the page. */
  loads: string | null;
  render(icon: string): string;
}

/** `index`: nobody is signed in. `share`: somebody with a share key. `start`: `/`. The others: the view of that name. */
export function listShells(): Shell[] {
  const [first] = views;
  return [
    { name: 'index', title: texts.product, loads: null, render: (icon) => renderToString(<GateShell icon={icon} />) },
    ...views
      .filter(({ kinds }) => kinds?.includes('share'))
      .map((view) => ({ ...toShell(view, [view]), name: 'share' })),
    { ...toShell(undefined), name: 'start', loads: first?.name ?? null },
    ...views.map((view) => toShell(view)),
  ];
}

/** Views that only some servers have come later: their place is not kept. */
function toShell(view: View | undefined, shown = views.filter((one) => !one.needs || one === view)): Shell {
  return {
    name: view?.name ?? '',
    title: view ? `${view.title} · ${texts.product}` : texts.product,
    loads: view?.name ?? null,
    render: (icon) => renderToString(<FrameShell icon={icon} view={view} shown={shown} />),
  };
}

function FrameShell({ icon, view, shown }: { icon: string; view: View | undefined; shown: View[] }) {
  return (
    <div class="frame">
      <header class="side">
        <Brand icon={icon} />
        <Nav views={shown} current={view} />
        <div class="account" />
      </header>
      <main class="main" aria-busy="true">
        <Skeleton heading={view && (view.heading ?? view.title)} />
      </main>
    </div>
  );
}

function GateShell({ icon }: { icon: string }) {
  return (
    <main class="gate" aria-busy="true">
      <div class="stack">
        <h1 class="brand">
          <img src={icon} alt="" />
          {texts.product}
        </h1>
        <p class="quiet" role="status">
          {texts.loading}
        </p>
      </div>
    </main>
  );
}
