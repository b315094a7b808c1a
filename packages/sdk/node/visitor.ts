import { isId } from '../src/enrich/isId.ts';
import type { EventData } from '../src/events.ts';

/** Whose events they are: what the page's `getIdentity()` returned, or what your server knows of somebody. */
export interface Visitor {
  /** `visitor_` and 1 to 64 of `[A-Za-z0-9_-]`; another form is left out. */
  visitor_id?: string | undefined;
  /** `sess_` or `session_` and the same. */
  session_id?: string | undefined;
  /** An opaque id, never an e-mail address. */
  user_id?: string | undefined;
  group_id?: string | undefined;
}

/** The request or the moment in which the events happen. */
export interface Visit {
  /** The address of the page, `page_url` of the events that bring none. Default: empty. */
  pageUrl?: string;
  /**
   * The headers of the visitor's request, of `fetch` or of Node: with Global Privacy Control (`Sec-GPC: 1`) or Do Not
   * Track (`DNT: 1`) nothing is tracked, unless `respectSignals` is `false`.
   */
  headers?: { get(name: string): string | null } | Record<string, string | string[] | undefined>;
  /** The visitor's consent, as your consent tool has it: anything else than `granted` tracks nothing. Default `granted`. */
  consent?: 'granted' | 'pending' | 'denied';
}

const NAMES = ['visitor_id', 'session_id', 'user_id', 'group_id'] as const;
const SIGNALS = ['sec-gpc', 'dnt'];

/** The identity as it is sent. What is no text, and ids of another form, are left out: they may come from a cookie. */
export function toIdentity(visitor: Visitor | undefined): EventData {
  const identity: EventData = {};
  for (const name of NAMES) {
    const value = visitor?.[name];
    const isFine = name === 'visitor_id' ? isId(value, 'visitor') : name !== 'session_id' || isId(value, 'sess');
    if (typeof value === 'string' && value && isFine) identity[name] = value;
  }
  return identity;
}

/** Whether the visitor may be tracked in this request. */
export function isAllowed({ consent = 'granted', headers }: Visit, respectSignals: boolean): boolean {
  return consent === 'granted' && !(respectSignals && headers && SIGNALS.some((name) => read(headers, name) === '1'));
}

function read(headers: NonNullable<Visit['headers']>, name: string): unknown {
  if (typeof headers.get === 'function') return headers.get(name);
  // Node writes them in lower case, people as they like.
  return Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
}
