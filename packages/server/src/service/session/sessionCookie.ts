/**
 * The cookie of the page's session: which customer, and a random token. Over TLS its name begins with `__Host-`, so that
 * no other host can set it. Without TLS (a development machine) the name has the port: cookies are shared by all ports of
 * a host, and two servers would sign each other out.
 */
import { type CustomerToken, readCustomerToken, writeCustomerToken } from './customerToken.ts';

const SECURE_NAME = '__Host-onevault';

/** What a `Cookie` header says; null if there is no session in it. */
export function readSessionCookie(cookie: string | undefined, host: string): CustomerToken | null {
  if (!cookie) return null;
  const given = new Map(
    cookie.split(';').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
  return readCustomerToken(given.get(SECURE_NAME) ?? given.get(plainName(host)) ?? '');
}

export function writeSessionCookie(session: CustomerToken, lastsS: number, place: CookiePlace): string {
  return toCookie(writeCustomerToken(session), lastsS, place);
}

export function clearSessionCookie(place: CookiePlace): string {
  return toCookie('', 0, place);
}

interface CookiePlace {
  host: string;
  /** The page came over TLS. */
  isSecure: boolean;
}

function toCookie(value: string, lastsS: number, { host, isSecure }: CookiePlace): string {
  const name = isSecure ? SECURE_NAME : plainName(host);
  return `${name}=${value}; Path=/; Max-Age=${lastsS}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}

function plainName(host: string): string {
  return `onevault_${/:(\d+)$/.exec(host)?.[1] ?? '80'}`;
}
