import type { EventInput } from './events.ts';

/** `granted`: as usual. `pending`: held in memory, nothing stored or sent. `denied`: nothing at all. */
export type Consent = 'granted' | 'pending' | 'denied';

/** Changes an event before it is stored or sent, or drops it with `null`. What it throws drops it too. */
export type BeforeSend = (event: EventInput) => EventInput | null | undefined;

/** Options of `new OneVaultTracker(options)`. */
export interface TrackerOptions {
  /** Your customer id, sent as `X-Customer-ID`. Required. */
  customerId: string;
  /** A key of that customer, sent as `Authorization: Bearer`, never in a URL. Use a write key in browsers. Required. */
  apiToken: string;
  /** Where the API is, such as `https://track.example`. Default: the origin of the page. */
  apiBaseUrl?: string;
  /**
   * `false`: send at once; the server answers when the event is processed. `true`: gather events up to 2 s and use
   * `/api/v1/track/async`, whose answer means that the event is durable. Default `false`.
   */
  useAsync?: boolean;
  /** What the visitor has allowed so far; see `setConsent`. Default `granted`. */
  consent?: Consent;
  /**
   * Take Global Privacy Control and Do Not Track for `denied`, whatever `consent` says. Default `true`. With `false` you
   * answer for it that the visitor's signal does not apply, such as for your own staff.
   */
  respectSignals?: boolean;
  /**
   * Where visitor, session and campaign are kept. `memory`: nowhere, events included: no cookie, nothing on the device,
   * and each page load is another visitor. Default `localStorage`.
   */
  storage?: 'localStorage' | 'cookie' | 'memory';
  /** The domain of these cookies, such as `shop.example` for all its subdomains. Default: this host alone. */
  cookieDomain?: string;
  /** Has the last word on every address, after the built-in scrubbing. What it throws drops the event. */
  sanitizeUrl?: (url: string) => string;
  /** One or several, in order. */
  beforeSend?: BeforeSend | BeforeSend[];
  /** The part of visitors that is tracked, 0 to 1; somebody who is stays. Default 1. */
  sampleRate?: number;
  /** More events than this within a minute are dropped: a loop gone wild, not a visitor. Default 6,000. */
  maxEventsPerMinute?: number;
  /** Begin a new session when another campaign brings the visitor back. Default `false`. */
  newSessionOnCampaign?: boolean;
  /** Called when a session begins, in the tab that began it. */
  onSessionStart?: (session: { session_id: string; visitor_id: string }) => void;
  /** Write what happens to the console, prefixed `[OneVault]`. Default `false`. */
  enableDebug?: boolean;
}

/** The options once checked; `apiBaseUrl` is there and has no slash at its end. */
export type Config = Readonly<TrackerOptions & { apiBaseUrl: string }>;

/** Checks the options. Throws on a missing customer or token: such a mistake should be seen at once. */
export function toConfig(options: TrackerOptions): Config {
  // Callers without types pass anything, or nothing.
  if (!options?.customerId || !options.apiToken) {
    throw new Error('OneVault Tracker requires customerId and apiToken');
  }
  // `location` is missing on servers.
  const apiBaseUrl = options.apiBaseUrl || globalThis.location?.origin || '';
  return { ...options, apiBaseUrl: apiBaseUrl.replace(/\/+$/, '') };
}
