/**
 * Splits a url by the rules of docs/pipeline.md, not by the URL standard: a text that is no url is still a page, case
 * is kept, and SQL can apply the same rules. Only index searches, since a url may have 100,000 characters.
 */
import { cutText } from './readValue.ts';

export interface UrlParts {
  host: string | null;
  path: string | null;
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;
/** A longer value of a query parameter is cut. */
const MAX_PARAMETER_LENGTH = 256;

export function readUrl(url: string): UrlParts {
  const place = beforeQuery(url);
  if (place.startsWith('/')) return { host: null, path: place };
  const scheme = SCHEME.exec(place)?.[0];
  if (scheme === undefined) return { host: null, path: null };

  const slash = place.indexOf('/', scheme.length);
  const authority = place.slice(scheme.length, slash === -1 ? undefined : slash);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return { host: host === '' ? null : host, path: slash === -1 ? '/' : place.slice(slash) };
}

/** The url up to its first `?` or `#`. */
export function beforeQuery(url: string): string {
  const end = url.search(/[?#]/);
  return end === -1 ? url : url.slice(0, end);
}

/** Lower case (A to Z only) and without port, to compare hosts. */
export function toBareHost(host: string): string {
  return host.replace(/:[0-9]*$/, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The first value of each named query parameter, decoded; without empty ones. */
export function readQuery(url: string, names: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const parameter of queryOf(url).split('&')) {
    const equals = parameter.indexOf('=');
    if (equals === -1) continue;
    const name = parameter.slice(0, equals);
    if (!names.has(name) || found.has(name)) continue;
    found.set(name, cutText(decode(parameter.slice(equals + 1)), MAX_PARAMETER_LENGTH));
  }
  for (const [name, value] of found) if (value === '') found.delete(name);
  return found;
}

function queryOf(url: string): string {
  const hash = url.indexOf('#');
  const beforeHash = hash === -1 ? url : url.slice(0, hash);
  const mark = beforeHash.indexOf('?');
  return mark === -1 ? '' : beforeHash.slice(mark + 1);
}

/** `+` is a space. A text that is not valid percent-encoded UTF-8, or encodes a NUL, stays undecoded. */
function decode(value: string): string {
  const spaced = value.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    const decoded = decodeURIComponent(spaced);
    return decoded.includes('\0') ? spaced : decoded;
  } catch {
    return spaced;
  }
}
