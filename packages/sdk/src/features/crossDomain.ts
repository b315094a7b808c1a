import type { AutoTracker, Feature } from '../autotrack/feature.ts';
import { listen } from '../browser/listen.ts';
import { startTimer } from '../browser/startTimer.ts';

/** Options of `crossDomain`. */
export interface CrossDomainOptions {
  /** Your other domains, such as `shop.example`, including their subdomains. */
  domains: string[];
  /** How long a link is valid, so that a shared link does not carry the visitor. Default two minutes. */
  maxAgeMs?: number;
}

const PARAMETER = '_ov';
const OWN = /([?&])_ov=[^&#]*(&?)/;
const MAX_AGE_MS = 120_000;

/**
 * One visitor across several of your domains: a clicked link to one of `domains` carries visitor and session in `_ov`;
 * the other page, with this feature, continues with them and removes `_ov` from its address. It ignores a parameter that
 * has expired, was changed, or was made by another browser.
 *
 * @example tracker.enableAutoTracking({ features: [crossDomain({ domains: ['shop.example'] })] });
 */
export function crossDomain({ domains, maxAgeMs = MAX_AGE_MS }: CrossDomainOptions): Feature {
  const isOurs = (host: string): boolean => domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  return (tracker) => {
    adopt(tracker, maxAgeMs);
    return listen<MouseEvent>(document, 'click auxclick', (event) => {
      const link = event.composedPath().find((node) => (node as Element).localName === 'a') as HTMLAnchorElement;
      if (!link || event.button > 1 || !isOurs(link.hostname) || link.hostname === location.hostname) return;
      const identity = tracker.getIdentity?.();
      if (!identity) return;
      const parts = [identity.visitor_id, identity.session_id, Date.now().toString(36)];
      const given = link.getAttribute('href') || '';
      // As a text: `URL` writes the parameters anew, and some servers read them byte by byte.
      const [address = '', hash] = without(given).split(/(?=#)/);
      const carrying = `${address}${address.includes('?') ? '&' : '?'}${PARAMETER}=${[...parts, toChecksum(parts)].join('~')}${hash || ''}`;
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

function adopt(tracker: AutoTracker, maxAgeMs: number): void {
  const value = new URL(location.href).searchParams.get(PARAMETER);
  if (!value) return;
  history.replaceState(history.state, '', without(location.href));
  const [visitor_id = '', session_id = '', time = '', checksum] = value.split('~');
  const ageMs = Date.now() - Number.parseInt(time, 36);
  const isValid = /^visitor_[\w-]+$/.test(visitor_id) && /^sess_[\w-]+$/.test(session_id);
  // Two pages of one browser have the same clock.
  if (!isValid || !(ageMs >= 0 && ageMs <= maxAgeMs) || checksum !== toChecksum([visitor_id, session_id, time])) return;
  tracker.setIdentity?.({ visitor_id, session_id });
}

/** FNV-1a over the parts and the browser's name: against accidents and copied links, not against forgers. */
function toChecksum(parts: string[]): string {
  let hash = 0x811c9dc5;
  for (const char of [...parts, navigator.userAgent].join()) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
