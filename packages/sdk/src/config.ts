import { checkOptions, type OptionKinds, warnOfOption } from './checkOptions.ts';
import type { EventInput } from './events.ts';
import { warn } from './warn.ts';

/** `granted`: events are sent. `pending`: held in memory, nothing stored or sent. `denied`: nothing is tracked. */
export type Consent = 'granted' | 'pending' | 'denied';

/** Where a page runs. */
export type Environment = 'production' | 'staging' | 'test';

/** Changes an event before it is stored or sent, or drops it with `null`. An error drops it too. */
export type BeforeSend = (event: EventInput) => EventInput | null | undefined;

/** Options of `new OneVaultTracker(options)`. */
export interface TrackerOptions {
  /** Your customer id, sent as `X-Customer-ID`. Required. */
  customerId: string;
  /** A key of that customer, sent as `Authorization: Bearer`, never in a URL. Use a write key in browsers. Required. */
  apiToken: string;
  /** The address of the API, such as `https://track.example`. Default: the origin of the page. */
  apiBaseUrl?: string;
  /** Where events are posted below `apiBaseUrl`, if a proxy of yours renames it, such as `/e`. Default `/api/v1/track`. */
  trackPath?: string;
  /**
   * `false`: send at once; the server answers when the event is processed. `true`: collect events up to 2 s and use
   * `/api/v1/track/async`, whose answer means that the event is durable. Default `false`.
   */
  useAsync?: boolean;
  /** The visitor's choice so far; see `setConsent`. Default `granted`. */
  consent?: Consent;
  /**
   * Treat Global Privacy Control and Do Not Track as `denied`, whatever `consent` is. Default `true`. Set `false` only
   * if the visitor's signal does not apply, for example for your own staff.
   */
  respectSignals?: boolean;
  /**
   * Where visitor, session and campaign are stored. `memory`: no cookie, nothing on the device, not even events, and
   * each page load is another visitor. Default `localStorage`.
   */
  storage?: 'localStorage' | 'cookie' | 'memory';
  /** The domain of these cookies, such as `shop.example` for all its subdomains. Default: this host only. */
  cookieDomain?: string;
  /** The last change to every address, after the built-in scrubbing. An error drops the event. */
  sanitizeUrl?: (url: string) => string;
  /** One function or several, called in order. */
  beforeSend?: BeforeSend | BeforeSend[];
  /**
   * Where this page runs: each event says so, and a key for another environment refuses it. Default: not said, which
   * every key accepts.
   */
  environment?: Environment;
  /** The share of visitors to track, 0 to 1; the choice is stable for a visitor. Default 1. */
  sampleRate?: number;
  /** More events than this within a minute, as from an endless loop, are dropped. Default 6,000. */
  maxEventsPerMinute?: number;
  /** Start a new session when another campaign brings the visitor back. Default `false`. */
  newSessionOnCampaign?: boolean;
  /** Called when a session starts, in the tab that starts it. */
  onSessionStart?: (session: { session_id: string; visitor_id: string }) => void;
  /**
   * `false`: `?ov_debug` in the page's address does not open the inspector; `inspect()` still does. Default `true`: the
   * inspector shows a visitor what this browser tracks, and nothing else.
   */
  inspector?: boolean;
  /** Write debug output to the console, prefixed `[OneVault]`. Default `false`. */
  enableDebug?: boolean;
}

/** The checked options; `apiBaseUrl` is set and has no slash at its end. */
export type Config = Readonly<TrackerOptions & { apiBaseUrl: string }>;

/** What each option may be. */
const KINDS: OptionKinds = {
  string: 'customerId apiToken apiBaseUrl trackPath cookieDomain environment',
  boolean: 'useAsync respectSignals newSessionOnCampaign inspector enableDebug',
  function: 'sanitizeUrl beforeSend onSessionStart',
  'granted pending denied': 'consent',
  'localStorage cookie memory': 'storage',
  1: 'sampleRate',
  Infinity: 'maxEventsPerMinute',
};
/** An address or a path, without user, query, hash and the routes that we add ourselves. */
const BASE_URL = /^(?=.)((https?:)?\/\/[^\s/?#@]+)?(?!.*\/(api\/v1|health)(\/|$))(\/[^\s?#]*)?$/i;

/**
 * Warns of mistakes in some of the options. A consent or storage that is none becomes the most private one: no data may
 * leave, or stay on the device, because of a typing mistake (docs/decisions/0035).
 */
export function checkTrackerOptions<Options extends Partial<TrackerOptions>>(options: Options): Options {
  return checkOptions(KINDS, options);
}

/** Checks the options. Throws if customer or token is missing: the developer should see that at once. */
export function toConfig(options: TrackerOptions): Config {
  // Callers without types pass anything, or nothing.
  const missing = (['customerId', 'apiToken'] as const).filter((name) => !options?.[name]);
  if (missing[0]) {
    warn(`Missing: ${missing}.`);
    throw new Error('OneVault Tracker requires customerId and apiToken');
  }
  const checked = checkTrackerOptions(options);
  // `location` is missing on servers.
  const apiBaseUrl = `${options.apiBaseUrl || globalThis.location?.origin || ''}`;
  if (!BASE_URL.test(apiBaseUrl)) warnOfOption('apiBaseUrl', 'https://track.example, no /api/v1', apiBaseUrl);
  return { ...checked, apiBaseUrl: apiBaseUrl.replace(/\/+$/, '') };
}
