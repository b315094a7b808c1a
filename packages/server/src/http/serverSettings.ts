import type { Log } from '../log.ts';
import type { Metrics } from '../metrics/createMetrics.ts';
import type { GivenKey } from '../service/keys.ts';

/** How the API is served over HTTP. */
export interface HttpSettings {
  /** Origins whose pages may call the API, such as `https://shop.example`. Default: any. */
  allowOrigins?: string[];
  /** Names besides `localhost` and 127.0.0.1 under which what is only for this machine may be asked. Default: none. */
  allowHosts?: string[];
  /** Folders, or single files, to serve beside the API: url prefix to path. */
  files?: Record<string, string>;
  /** Proxies whose `X-Forwarded-*` headers are believed: their addresses (CIDR), or how many stand in front. Default: none. */
  trustProxy?: string[] | number;
  log?: Log;
}

/** What whoever starts a server decides, besides where the events are kept. */
export interface ServerSettings extends HttpSettings {
  port: number;
  host: string;
  keys: GivenKey[];
  /** Requests a minute per key and address. Default 6,000; 0 means no limit. */
  rateLimit?: number;
  /** Processes events in this process. Default true; without it that is left to workers of their own, which are woken. */
  worker?: boolean;
  /** What is counted, and whether `/metrics` shows it here: to anyone, or to who has the token. */
  metrics?: { metrics: Metrics; endpoint: boolean; token: string | null };
}
