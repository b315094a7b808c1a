import { Refusal } from '../ingest/refusal.ts';
import { isLocalHost } from './isLocalHost.ts';

export interface LocalRuleOptions {
  /** Host names that are let in besides the loopback's. */
  hosts?: readonly string[];
  /** Origins of pages that are let in besides those of this machine. */
  origins?: readonly string[];
}

/** The headers of a request that tell whether it comes from this machine. */
interface Head {
  host?: string | undefined;
  origin?: string | undefined;
}

/**
 * Refuses requests that may not use what is only for this machine. By `Host`: a page that makes its own name lead here
 * (DNS rebinding) asks under that name. By `Origin`: any page that is open in a browser can send requests here.
 *
 * @returns a function that returns undefined for a request that is let in
 */
export function createLocalRule({ hosts = [], origins = [] }: LocalRuleOptions) {
  return ({ host = '', origin }: Head): Refusal | undefined => {
    if (!isLocalHost(host, hosts)) return hostNotAllowed();
    const isLocalPage = origin === undefined || isLocalOrigin(origin) || origins.includes(origin);
    return isLocalPage ? undefined : pageNotAllowed();
  };
}

function isLocalOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLocalHost(new URL(origin).host);
}

function pageNotAllowed(): Refusal {
  return new Refusal({
    status: 403,
    code: 'ORIGIN_NOT_ALLOWED',
    message: 'Pages of other machines may not use this: allow their origin, or ask from a test',
  });
}

function hostNotAllowed(): Refusal {
  return new Refusal({
    status: 403,
    code: 'HOST_NOT_ALLOWED',
    message:
      'Only requests to 127.0.0.1 or localhost may use this: use another key, or allow the name with --allow-host',
  });
}
