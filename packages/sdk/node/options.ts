import { checkOptions, type OptionKinds } from '../src/checkOptions.ts';
import type { Config, TrackerOptions } from '../src/config.ts';

/** Options of `new OneVaultTracker(options)` in Node. */
export interface NodeTrackerOptions
  extends Pick<
    TrackerOptions,
    | 'customerId'
    | 'apiToken'
    | 'trackPath'
    | 'useAsync'
    | 'respectSignals'
    | 'sanitizeUrl'
    | 'beforeSend'
    | 'enableDebug'
  > {
  /** The address of the API, such as `https://track.example`. Required: a process has no page whose origin it could be. */
  apiBaseUrl: string;
  /**
   * The folder in which events wait until the server has them; several processes may share it. `false`: they wait in
   * memory, at most 5 MB, and are lost with the process. Default `.onevault-outbox` in the working directory.
   */
  outbox?: string | false;
  /**
   * The largest size of a customer's part of that folder in bytes; then the oldest events are dropped as `overflow`. Each
   * process that shares it may have an eighth, at most 1 MB, beyond it. Default 100,000,000.
   */
  maxOutboxBytes?: number;
}

/** The checked options. */
export type NodeConfig = Config & { outbox: string | false; maxOutboxBytes: number };

const KINDS: OptionKinds = {
  string: 'customerId apiToken apiBaseUrl trackPath',
  'string boolean': 'outbox',
  boolean: 'useAsync respectSignals enableDebug',
  function: 'sanitizeUrl beforeSend',
  Infinity: 'maxOutboxBytes',
};
/** Hours of an outage of a busy server, and little of its disk. */
const MAX_OUTBOX_BYTES = 100_000_000;
/** A few events must fit. */
const LEAST_OUTBOX_BYTES = 10_000;

/** Checks the options. Throws if customer, token or address is missing: the developer should see that at once. */
export function toNodeConfig(options: NodeTrackerOptions): NodeConfig {
  // Callers without types pass anything, or nothing.
  if (!options?.customerId || !options.apiToken) throw new Error('OneVault Tracker requires customerId and apiToken');
  const checked = checkOptions(KINDS, options);
  const { outbox = '.onevault-outbox', maxOutboxBytes = MAX_OUTBOX_BYTES } = checked;
  if (typeof outbox === 'string' ? !outbox : outbox !== false)
    fail('outbox', outbox, './.onevault-outbox, or false for memory');
  if (!(maxOutboxBytes >= LEAST_OUTBOX_BYTES)) fail('maxOutboxBytes', maxOutboxBytes, `${MAX_OUTBOX_BYTES}`);
  return { ...checked, apiBaseUrl: toBaseUrl(options.apiBaseUrl), outbox, maxOutboxBytes };
}

function toBaseUrl(given: unknown): string {
  const url = typeof given === 'string' && URL.canParse(given) && new URL(given);
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username ||
    url.search ||
    url.hash ||
    /\/api\/v1/.test(url.pathname)
  )
    return fail('apiBaseUrl', given, 'https://track.example, without /api/v1');
  return url.href.replace(/\/+$/, '');
}

function fail(name: string, value: unknown, instead: string): never {
  throw new Error(`[OneVault] Failed to create the tracker: ${name} is ${value}. Try ${instead}.`);
}
