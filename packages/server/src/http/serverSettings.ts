import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/createMetrics.ts';
import type { GivenKey } from '../service/keys.ts';

/** How the API is served over HTTP. */
export interface HttpSettings {
  /** Origins whose pages may call the API, such as `https://shop.example`. Default: any. */
  allowOrigins?: string[];
  /** Host names besides `localhost` and 127.0.0.1 that may use what is only for this machine. Default: none. */
  allowHosts?: string[];
  /** Folders or single files to serve beside the API: url prefix to path. */
  files?: Record<string, string>;
  /**
   * Folders and files that are never served, such as one with keys, even if they lie in a folder of `files`. The folder
   * of an embedded database is never served anyway.
   */
  unserved?: string[];
  /** Proxies whose `X-Forwarded-*` headers are trusted: their addresses (CIDR), or their number. Default: none. */
  trustProxy?: string[] | number;
  /**
   * The header in which a trusted proxy names the visitor's country, such as `CF-IPCountry`. Default: none. Without
   * `trustProxy` it is ignored.
   */
  countryHeader?: string;
  log?: Log;
}

/** The settings of a server, except its database. */
export interface ServerSettings extends HttpSettings {
  port: number;
  host: string;
  keys: GivenKey[];
  /** Requests a minute per key and address. Default 6,000; 0 means no limit. */
  rateLimit?: number;
  /** Whether this process also processes background events. Default true; if false, it wakes separate workers. */
  worker?: boolean;
  /** The metrics, whether this server serves `/metrics`, and the token that this route requires (null: none). */
  metrics?: { metrics: Metrics; endpoint: boolean; token: string | null };
}
