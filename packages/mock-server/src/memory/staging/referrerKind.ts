/** The kind of a referrer, by its host: docs/pipeline.md, Referrer lists. */
import { REFERRERS } from '@onevault/contract/pipeline';
import { readUrl, toBareHost } from './readUrl.ts';

/** Tried in order: mail.google.com is mail, gemini.google.com an assistant, other hosts of google.com search. */
const PATTERNS = Object.entries(REFERRERS).map(([kind, hosts]) => ({ kind, pattern: toPattern(hosts) }));

export function referrerKind(referrerUrl: string | null, pageHost: string | null): string {
  const host = referrerUrl === null ? '' : toBareHost(readUrl(referrerUrl).host ?? '');
  if (host === '') return 'direct';
  if (pageHost !== null && host === toBareHost(pageHost)) return 'internal';
  return PATTERNS.find(({ pattern }) => pattern.test(host))?.kind ?? 'referral';
}

/** Matches the hosts and their subdomains; `*` stands for google.com, google.de, google.co.uk, google.com.br … */
function toPattern(hosts: readonly string[]): RegExp {
  const domains = hosts.map((host) => host.replaceAll('.', '\\.').replace('\\.*', '(?:\\.[a-z]{1,3}){1,2}'));
  return new RegExp(`(?:^|\\.)(?:${domains.join('|')})$`);
}
