import { useEffect } from 'preact/hooks';
import icon from '../icon.svg';
import { texts } from '../texts.ts';
import { findView, views } from '../views.ts';
import { features } from './features.ts';
import { Brand, Nav } from './Nav.tsx';
import { path } from './router.ts';
import { Start } from './Start.tsx';
import { type SessionState, signOut } from './session.ts';
import { nextTheme, theme } from './theme.ts';
import { ViewFrame } from './ViewFrame.tsx';

/** The navigation, and the view of the path. */
export function Frame({ session }: { session: Extract<SessionState, { is: 'in' }> }) {
  const known = features.value;
  const allowed = views.filter(
    ({ kinds = ['full'], needs }) => kinds.includes(session.key.kind) && (!needs || known?.includes(needs)),
  );
  const current = findView(path.value, allowed);
  useEffect(() => {
    document.title = current ? `${current.title} · ${texts.product}` : texts.product;
  }, [current]);
  return (
    <div class="frame">
      <a class="skip button primary" href="#main">
        {texts.skip}
      </a>
      <header class="side">
        <Brand icon={icon} />
        <Nav views={allowed} current={current} />
        <div class="account">
          <strong title={session.customer_name}>{session.customer_name}</strong>
          <span class="quiet kind">{texts.keyKind(session.key.kind, session.key.id)}</span>
          <div class="row">
            <button
              type="button"
              class="button plain"
              onClick={nextTheme}
              aria-label={texts.theme[theme.value]}
              title={texts.theme[theme.value]}
            >
              <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
                <path d={THEME_ICONS[theme.value]} />
              </svg>
            </button>
            <button type="button" class="button plain" onClick={() => void signOut().catch(() => location.reload())}>
              {texts.signOut}
            </button>
          </div>
        </div>
      </header>
      <main class="main" id="main" tabIndex={-1}>
        {current ? (
          <ViewFrame key={current.name} view={current} />
        ) : (
          (known !== null || path.value === '/') && <Start views={allowed} />
        )}
      </main>
    </div>
  );
}

const THEME_ICONS = {
  system: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18M12 3v18',
  light:
    'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5',
  dark: 'M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z',
};
