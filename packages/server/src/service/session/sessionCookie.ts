/**
 * The cookie of the page's session: which customer, and a random token. Over TLS its name begins with `__Host-`, so that
 * no other host can set it. Without TLS (a development machine) the name has the port: cookies are shared by all ports of
 * a host, and two servers would sign each other out.
 */
import { type CustomerToken, readCustomerToken, writeCustomerToken } from './customerToken.ts';

const SECURE_NAME = '__Host-onevault';

/** Stands behind the token of a share key's session, which opens fewer views. */
const SHARED = '.share';

/** What a `Cookie` header says; null if there is no session in it. */
export function readSessionCookie(cookie: string | undefined, host: string): CustomerToken | null {
  const value = readValue(cookie, host);
  return readCustomerToken(value.endsWith(SHARED) ? value.slice(0, -SHARED.length) : value);
}

/**
 * Which frame a visitor probably gets: the cookie says so, and nobody has looked whether its session still exists. Null
 * if there is none. It chooses what the page looks like while it loads, and opens nothing.
 */
export function guessSignedIn(cookie: string | undefined, host: string): 'full' | 'share' | null {
  if (!readSessionCookie(cookie, host)) return null;
  return readValue(cookie, host).endsWith(SHARED) ? 'share' : 'full';
}

function readValue(cookie: string | undefined, host: string): string {
  if (!cookie) return '';
  const given = new Map(
    cookie.split(';').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
  return given.get(SECURE_NAME) ?? given.get(plainName(host)) ?? '';
}

export function writeSessionCookie(session: CustomerToken, lastsS: number, place: CookiePlace): string {
  return toCookie(`${writeCustomerToken(session)}${place.isShared ? SHARED : ''}`, lastsS, place);
}

export function clearSessionCookie(place: CookiePlace): string {
  return toCookie('', 0, place);
}

interface CookiePlace {
  host: string;
  /** The page came over TLS. */
  isSecure: boolean;
  /** The session is of a share key. */
  isShared?: boolean;
}

function toCookie(value: string, lastsS: number, { host, isSecure }: CookiePlace): string {
  const name = isSecure ? SECURE_NAME : plainName(host);
  return `${name}=${value}; Path=/; Max-Age=${lastsS}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}

function plainName(host: string): string {
  return `onevault_${/:(\d+)$/.exec(host)?.[1] ?? '80'}`;
}
