import { attempt } from './attempt.ts';
import type { Store } from './createStore.ts';
import { guard } from './guard.ts';
import { readPairs } from './readPairs.ts';

/** The longest time that browsers keep a cookie. */
const MAX_AGE_S = 400 * 86_400;

/**
 * First-party cookies, which subdomains can share (`domain`); `fallback` if there are none. Safari keeps cookies set by
 * scripts for a week.
 *
 * A host and each domain above it can have a cookie of the same name, and a page that reads cannot tell them apart. So a
 * key's first use on a page moves its value to the one scope in use, and removes it from the others.
 */
export function createCookieStore(domain: string | undefined, fallback: Store): Store {
  const scope = domain?.replace(/^\./, '');
  /** Keys whose only cookie is in the scope. */
  const moved: Record<string, boolean> = {};

  /** Names and values; none where the access is forbidden, as in sandboxed frames. */
  const all = () => attempt(() => readPairs(document.cookie, '; ')) || [];
  const read = (key: string): string | undefined => all().filter(([name]) => name === key)[0]?.[1];

  // Where it throws, the fallback has the value.
  const write = guard((key: string, value: string, to?: string) => {
    const attributes = `path=/;samesite=lax;max-age=${value ? MAX_AGE_S : -1}`;
    const end = (to ? `;domain=${to}` : '') + (location.protocol === 'https:' ? ';secure' : '');
    // biome-ignore lint/suspicious/noDocumentCookie: the other way is asynchronous, and an event is not.
    document.cookie = `${encodeURIComponent(key)}=${encodeURIComponent(value)};${attributes}${end}`;
  });
  const clearOthers = (key: string): void => {
    moved[key] = true;
    if (scope) write(key, '');
    for (let host = location.hostname; host; host = host.replace(/^[^.]*\.?/, '')) {
      if (host !== scope) write(key, '', host);
    }
  };
  const set = (key: string, value = ''): boolean => {
    if (!value || !moved[key]) clearOthers(key);
    write(key, value, scope);
    const isKept = (read(key) || '') === value;
    return fallback._set(key, isKept ? '' : value);
  };
  return {
    _keys: () => [...fallback._keys(), ...all().map(([name]) => name)],
    _get(key, isPeek) {
      const value = read(key) ?? fallback._get(key);
      if (isPeek || !value || moved[key]) return value;
      clearOthers(key);
      // Of two cookies the one in the scope remains.
      const left = read(key);
      if (left) return left;
      set(key, value);
      return value;
    },
    _set: set,
  };
}
