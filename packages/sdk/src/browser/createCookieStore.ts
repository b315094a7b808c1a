import type { Store } from './createStore.ts';

/** The longest time that browsers keep a cookie. */
const MAX_AGE_S = 400 * 86_400;

/**
 * First-party cookies, which subdomains can share (`domain`); `fallback` if there are none. Safari keeps cookies set by
 * scripts for a week.
 */
export function createCookieStore(domain: string | undefined, fallback: Store): Store {
  const read = (key: string): string | undefined => {
    const start = `${encodeURIComponent(key)}=`;
    try {
      const cookie = document.cookie.split('; ').find((one) => one.startsWith(start));
      return cookie && decodeURIComponent(cookie.slice(start.length));
    } catch {
      // Sandboxed frames forbid the access.
      return undefined;
    }
  };
  return {
    _keys: () => [
      ...fallback._keys(),
      ...document.cookie
        .split(/=[^;]*;? ?/)
        .filter((key) => key.startsWith('onevault'))
        .map(decodeURIComponent),
    ],
    _get: (key) => read(key) ?? fallback._get(key),
    _set(key, value = '') {
      try {
        const attributes = `path=/;samesite=lax;max-age=${value ? MAX_AGE_S : -1}`;
        const scope = (domain ? `;domain=${domain}` : '') + (location.protocol === 'https:' ? ';secure' : '');
        // biome-ignore lint/suspicious/noDocumentCookie: the other way is asynchronous, and an event is not.
        document.cookie = `${encodeURIComponent(key)}=${encodeURIComponent(value)};${attributes}${scope}`;
      } catch {
        // Then the fallback below.
      }
      return (read(key) || '') === value || fallback._set(key, value);
    },
  };
}
