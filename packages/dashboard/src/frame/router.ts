import { signal } from '@preact/signals';

/** The path of the page, without a slash at the end. */
export const path = signal(read());
/** The part behind `?`. */
export const query = signal(new URLSearchParams(location.search));

/** Follows links and the browser's buttons. Returns a function that stops it. */
export function startRouter(): () => void {
  const stop = new AbortController();
  addEventListener('popstate', update, { signal: stop.signal });
  document.addEventListener('click', followLink, { signal: stop.signal });
  return () => stop.abort();
}

/** Opens another path of the page. `replace`: the browser's back button does not come back to the present one. */
export function navigate(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  update();
}

/** The segments behind the view's own: `/find/event/evt_1` is `['event', 'evt_1']`. */
export function rest(): string[] {
  return path.value.split('/').slice(2).map(decode);
}

function update(): void {
  path.value = read();
  query.value = new URLSearchParams(location.search);
}

function followLink(event: MouseEvent): void {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!isPlain || event.defaultPrevented || !(event.target instanceof Element)) return;
  const link = event.target.closest('a');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}

function read(): string {
  return location.pathname.replace(/\/+$/, '') || '/';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
