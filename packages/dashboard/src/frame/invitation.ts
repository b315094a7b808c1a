const PREFIX = '#invitation=';

/** Waits until the server has answered, also where it is away for a while. */
let waiting: string | null = null;

/**
 * The invitation of a share link, which stands behind `#`: no server and no other site gets it. It is taken out of the
 * address at once, so that nobody reads or copies it there. Null if there is none.
 */
export function takeInvitation(): string | null {
  if (location.hash.startsWith(PREFIX)) {
    waiting = location.hash.slice(PREFIX.length);
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return waiting;
}

/** Once it is used, or refused. */
export function forgetInvitation(): void {
  waiting = null;
}

/** Calls back when a share link is opened in a page that is open already: the browser does not load the page again. */
export function onInvitation(listener: () => void): void {
  addEventListener('hashchange', () => location.hash.startsWith(PREFIX) && listener());
}
