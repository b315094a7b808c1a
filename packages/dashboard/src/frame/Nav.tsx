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

/** A phone shows so many views, and the others behind a button: nobody looks for what has to be scrolled to. */
const ON_PHONE = 4;

export function Nav({ views, current }: { views: View[]; current: View | undefined }) {
  const hasMore = views.length > ON_PHONE + 1;
  const first = hasMore ? views.slice(0, ON_PHONE) : views;
  const more = hasMore ? views.slice(ON_PHONE) : [];
  const toLinks = (some: View[], onClick?: () => void) =>
    some.map((view) => <NavLink key={view.name} view={view} isCurrent={view === current} onClick={onClick} />);
  return (
    <nav class="nav" aria-label={texts.navigation}>
      {toLinks(first)}
      {hasMore && (
        <>
          <button
            type="button"
            class={`more ${more.some((view) => view === current) ? 'on' : ''}`}
            popovertarget={MORE}
          >
            <Icon path="M5 12h.01M12 12h.01M19 12h.01" />
            {texts.moreViews}
          </button>
          {/* On a wide screen it is no popover: its links are a part of the list. */}
          <div class="rest" id={MORE} popover="auto">
            {toLinks(more, closeMore)}
          </div>
        </>
      )}
    </nav>
  );
}

const MORE = 'more-views';
const closeMore = (): void => document.getElementById(MORE)?.hidePopover();

interface NavLinkProps {
  view: View;
  isCurrent: boolean;
  onClick: (() => void) | undefined;
}

function NavLink({ view, isCurrent, onClick }: NavLinkProps) {
  return (
    <a href={`/${view.name}`} {...(onClick && { onClick })} {...(isCurrent && { 'aria-current': 'page' })}>
      <Icon path={view.icon} />
      {view.title}
    </a>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
