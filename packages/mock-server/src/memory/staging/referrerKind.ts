/** Where a visit came from, by the referrer's host: docs/pipeline.md, Referrer lists. */
import { readUrl, toBareHost } from './readUrl.ts';

/** Tried in this order: mail.google.com is mail, gemini.google.com an assistant, and the rest of google.com search. */
const LISTS: readonly (readonly [kind: string, hosts: readonly string[]])[] = [
  [
    'email',
    [
      'mail.google.com',
      'mail.yahoo.com',
      'outlook.live.com',
      'outlook.office.com',
      'outlook.office365.com',
      'mail.proton.me',
      'mail.aol.com',
      'mail.ru',
      'gmx.net',
      'web.de',
    ],
  ],
  [
    'assistant',
    [
      'chatgpt.com',
      'chat.openai.com',
      'perplexity.ai',
      'claude.ai',
      'gemini.google.com',
      'copilot.microsoft.com',
      'chat.mistral.ai',
      'chat.deepseek.com',
    ],
  ],
  [
    'search',
    [
      'bing.com',
      'duckduckgo.com',
      'search.yahoo.com',
      'yandex.ru',
      'yandex.com',
      'baidu.com',
      'ecosia.org',
      'startpage.com',
      'qwant.com',
      'search.brave.com',
      'kagi.com',
      'naver.com',
      'seznam.cz',
    ],
  ],
  [
    'social',
    [
      'facebook.com',
      'instagram.com',
      't.co',
      'twitter.com',
      'x.com',
      'linkedin.com',
      'lnkd.in',
      'pinterest.com',
      'reddit.com',
      'youtube.com',
      'youtu.be',
      'tiktok.com',
      'vk.com',
      'threads.net',
      'threads.com',
      'bsky.app',
      'mastodon.social',
      'snapchat.com',
      'quora.com',
      'news.ycombinator.com',
    ],
  ],
];

/** google.com, google.de, google.co.uk, google.com.br … */
const GOOGLE = /(?:^|\.)google\.[a-z]{1,3}(?:\.[a-z]{1,3})?$/;

export function referrerKind(referrerUrl: string | null, pageHost: string | null): string {
  const host = referrerUrl === null ? '' : toBareHost(readUrl(referrerUrl).host ?? '');
  if (host === '') return 'direct';
  if (pageHost !== null && host === toBareHost(pageHost)) return 'internal';
  for (const [kind, entries] of LISTS) {
    if (entries.some((entry) => host === entry || host.endsWith(`.${entry}`))) return kind;
    if (kind === 'search' && GOOGLE.test(host)) return kind;
  }
  return 'referral';
}
