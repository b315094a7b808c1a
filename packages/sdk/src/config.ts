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
