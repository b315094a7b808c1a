import type { RequestHead } from '../requestHead.ts';

/**
 * Whether a request comes from a page of this very server. `SameSite=Strict` keeps other sites out, but another port or
 * another subdomain is the same site. Browsers say where a request comes from in `Sec-Fetch-Site`, which no script can
 * set; on plain http outside of localhost only `Origin` does, and only for writes and requests to another origin.
 */
export function isSameOrigin({ origin, host, fetchSite }: RequestHead, isWrite: boolean): boolean {
  // `none`: somebody opened the address himself, which no page can make him do with a write.
  if (fetchSite !== undefined) return fetchSite === 'same-origin' || (fetchSite === 'none' && !isWrite);
  if (origin === undefined) return !isWrite;
  return URL.canParse(origin) && new URL(origin).host === host;
}
