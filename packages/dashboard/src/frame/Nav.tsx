/** What the frame and the shell have in common: they look the same, so that nothing moves when one follows the other. */
import { texts } from '../texts.ts';
import type { View } from '../views.ts';

export function Brand({ icon }: { icon: string }) {
  return (
    <a class="brand" href="/">
      <img src={icon} alt="" />
      {texts.product}
    </a>
  );
}

export function Nav({ views, current }: { views: View[]; current: View | undefined }) {
  return (
    <nav class="nav" aria-label={texts.navigation}>
      {views.map((view) => (
        <a key={view.name} href={`/${view.name}`} {...(view === current && { 'aria-current': 'page' })}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={view.icon} />
          </svg>
          {view.title}
        </a>
      ))}
    </nav>
  );
}
