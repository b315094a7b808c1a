/**
 * The cookie of the page's session: which customer, and a random token. Over TLS its name begins with `__Host-`, so that
 * no other host can set it. Without TLS (a development machine) the name has the port: cookies are shared by all ports of
 * a host, and two servers would sign each other out.
 */
import { toBase64Url } from '../toBase64Url.ts';

export interface SessionToken {
  customerId: string;
  token: string;
}

const SECURE_NAME = '__Host-onevault';
const VALUE = /^([\w-]+)\.([\w-]{43})$/;

/** What a `Cookie` header says; null if there is no session in it. */
export function readSessionCookie(cookie: string | undefined, host: string): SessionToken | null {
  if (!cookie) return null;
  const given = new Map(
    cookie.split(';').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
  const [, customer, token] = VALUE.exec(given.get(SECURE_NAME) ?? given.get(plainName(host)) ?? '') ?? [];
  if (!customer || !token) return null;
  const customerId = fromBase64Url(customer);
  return customerId === null ? null : { customerId, token };
}

export function writeSessionCookie(session: SessionToken, lastsS: number, place: CookiePlace): string {
  return toCookie(`${toBase64Url(new TextEncoder().encode(session.customerId))}.${session.token}`, lastsS, place);
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

function fromBase64Url(text: string): string | null {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}
