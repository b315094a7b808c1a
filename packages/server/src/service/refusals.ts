import type { RefusalCount } from '@onevault/contract';
import QuickLRU from 'quick-lru';
import { escapeControls } from '../escapeControls.ts';

/** What this server has refused lately, by customer: it names the mistake of a page to somebody who sets it up. */
export interface Refusals {
  note(refused: {
    errorCode: string;
    status: number;
    customerId: string | undefined;
    origin: string | undefined;
  }): void;
  /** Of one customer, latest first. */
  of(customerId: string): RefusalCount[];
  /** Of customers that do not exist, and of requests that name none: latest first. */
  unassigned(isKnown: (customerId: string) => Promise<boolean>): Promise<RefusalCount[]>;
}

/** Anybody can send wrong keys and invent customers: both are bounded, the longest idle are forgotten. */
const MAX_CUSTOMERS = 200;
const MAX_CAUSES = 20;
const MAX_LENGTH = 200;
/** Older mistakes are probably repaired. */
const KEPT_MS = 3_600_000;

export function createRefusals({ nowMs = Date.now }: { nowMs?: () => number } = {}): Refusals {
  const customers = new QuickLRU<string, QuickLRU<string, RefusalCount>>({ maxSize: MAX_CUSTOMERS });
  const listOf = (causes: QuickLRU<string, RefusalCount> | undefined) =>
    [...(causes?.values() ?? [])]
      .filter(({ last_at }) => Date.parse(last_at) > nowMs() - KEPT_MS)
      .sort((a, b) => (a.last_at < b.last_at ? 1 : -1));

  return {
    note({ errorCode, status, customerId = '', origin }) {
      const customer = toCustomer(customerId);
      const causes = customers.get(customer) ?? new QuickLRU<string, RefusalCount>({ maxSize: MAX_CAUSES });
      customers.set(customer, causes);
      const page = origin === undefined ? null : toPage(origin);
      const name = `${errorCode}\n${page ?? ''}`;
      causes.set(name, {
        error_code: errorCode,
        status,
        origin: page,
        customer_id: customer === '' ? null : customer,
        count: (causes.get(name)?.count ?? 0) + 1,
        last_at: new Date(nowMs()).toISOString(),
      });
    },

    of: (customerId) => listOf(customers.get(customerId)),

    async unassigned(isKnown) {
      const found: RefusalCount[] = [];
      for (const [customer, causes] of customers) {
        if (customer === '' || !(await isKnown(customer))) found.push(...listOf(causes));
      }
      return found.sort((a, b) => (a.last_at < b.last_at ? 1 : -1)).slice(0, MAX_CAUSES);
    },
  };
}

/** Somebody may mix up the two headers: then the token is where the customer should be. */
function toCustomer(header: string): string {
  return /^bearer\s|ovt_/i.test(header.trim()) ? '(a token)' : escapeControls(header.trim(), MAX_LENGTH);
}

/** Browsers send no path and no password in an origin; another client may. */
function toPage(header: string): string {
  return header.includes('@') ? '(not an origin)' : escapeControls(header, MAX_LENGTH);
}
