import type { AutoTracker, Feature } from '../autotrack/feature.ts';
import { guard } from '../browser/guard.ts';
import { listen } from '../browser/listen.ts';
import { readQuery } from '../browser/readQuery.ts';
import { startTimer } from '../browser/startTimer.ts';
import { toUrl } from '../browser/toUrl.ts';

/** Options of `crossDomain`. */
export interface CrossDomainOptions {
  /**
   * Your domains, such as `shop.example`, including their subdomains. List all of them on all of them: a page takes a
   * visitor only from a link on one of these. A list of nothing but the page's own domain takes links of any site.
   */
  domains: string[];
  /** How long a link is valid, so that a shared link does not carry the visitor. Default two minutes. */
  maxAgeMs?: number;
}

const PARAMETER = '_ov';
const OWN = /([?&])_ov=[^&#]*(&?)/;
const MAX_AGE_MS = 120_000;
/** Visitor, session, time and checksum; ids have the length of ours. */
const FORM = /^((visitor_[\w-]{1,64})~(sess_[\w-]{1,64}|session_[\w-]{1,64})~([\da-z]{1,10}))~([\da-z]{1,7})$/;

/**
 * One visitor across several of your domains: a clicked link to one of `domains` carries visitor and session in `_ov`;
 * the other page, with this feature, continues with them and removes `_ov` from its address. A parameter counts once, in
 * the browser that made it, for two minutes, and only if the page was reached from the domain that made it, so nobody can
 * put a visitor of their own on somebody else: a link that was shared, changed or forged is ignored. Needs a referrer.
 *
 * @example tracker.enableAutoTracking({ features: [crossDomain({ domains: ['shop.example'] })] });
 */
export function crossDomain({ domains, maxAgeMs = MAX_AGE_MS }: CrossDomainOptions): Feature {
  const isOurs = (host: string): boolean => domains.some((domain) => isIn(host, domain));
  const mayLink = (host: string): boolean =>
    isOurs(host) || (!!domains[0] && domains.every((domain) => isIn(location.hostname, domain)));
  return (tracker) => {
    // A browser may refuse to change the address.
    guard(() => adopt(tracker, mayLink, maxAgeMs))();
    return listen<MouseEvent>(document, 'click auxclick', (event) => {
      const link = event.composedPath().filter((node) => (node as Element).localName === 'a')[0] as HTMLAnchorElement;
      if (!link || event.button > 1 || !isOurs(link.hostname) || link.hostname === location.hostname) return;
      const identity = tracker.getIdentity?.();
      if (!identity) return;
      const parts = [identity.visitor_id, identity.session_id, Date.now().toString(36)].join('~');
      const given = link.getAttribute('href') || '';
      // As a text: `URL` writes the parameters anew, and some servers read them byte by byte.
      const [address = '', hash] = without(given).split(/(?=#)/);
      const value = `${parts}~${toChecksum(parts, location.hostname)}`;
      const carrying = `${address}${address.includes('?') ? '&' : '?'}${PARAMETER}=${value}${hash || ''}`;
      link.setAttribute('href', carrying);
      // The browser reads the address after all listeners of the click; then the link gets its own address back.
      startTimer(() => {
        if (link.getAttribute('href') === carrying) link.setAttribute('href', given);
      }, 0);
    });
  };
}

/** An address without the parameter, and the rest of it as it is. */
function without(href: string): string {
  return href.replace(OWN, (_, before, after) => (after ? before : ''));
}

function isIn(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function adopt(tracker: AutoTracker, mayLink: (host: string) => boolean, maxAgeMs: number): void {
  const [value] = readQuery(location.href).flatMap(([name, text]) => (name === PARAMETER ? text : []));
  if (!value) return;
  history.replaceState(history.state, '', without(location.href));
  const [, parts, visitor_id, session_id, time, checksum] = FORM.exec(value) || [];
  if (!parts || !visitor_id || !session_id) return;
  const from = toUrl(document.referrer).hostname;
  if (from === location.hostname || !mayLink(from)) return;
  const linked_at = Number.parseInt(time as string, 36);
  const ageMs = Date.now() - linked_at;
  // Two pages of one browser have the same clock.
  if (!(ageMs >= 0 && ageMs <= maxAgeMs) || checksum !== toChecksum(parts, from)) return;
  tracker.setIdentity?.({ visitor_id, session_id, linked_at });
}

/** FNV-1a over the parts, the linking host and the browser's name: against accidents and copied links. */
function toChecksum(parts: string, host: string): string {
  let hash = 0x811c9dc5;
  for (const char of [parts, host, navigator.userAgent].join()) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
