import type { Customer, Enrichment, RawEvent } from '../engine/port.ts';
import { createEventId } from './createEventId.ts';
import type { AddressHasher } from './hashAddress.ts';
import { sanitizeText } from './sanitizeText.ts';
import type { ValidEvent } from './validateEvent.ts';

/** Who sent a request, as the adapter saw it. */
export interface Client {
  address: string | null;
  userAgent: string | null;
  /** Two capital letters, from a header of a trusted proxy. */
  country?: string | null;
}

/** What all events of one request have in common. */
export type Origin = Pick<RawEvent, 'clientIpHash' | 'userAgent' | 'enrichment'>;

// Longer than any real user agent: a longer one is junk or an attack on the parser.
const MAX_USER_AGENT_LENGTH = 512;

const NO_AGENT: Enrichment = {
  browser_name: null,
  browser_version: null,
  operating_system: null,
  device_type: null,
  is_bot: false,
};

export interface OriginReaders {
  hashAddress: AddressHasher;
  /** Parses a user agent; see `enrich.ts`. The mock inside a page does not: the library has 34 kB. */
  enrich(userAgent: string | null): Enrichment | null;
}

/** Replaces the address by its salted hash, and parses the user agent. */
export async function toOrigin(
  client: Client,
  customer: Customer,
  { hashAddress, enrich }: OriginReaders,
): Promise<Origin> {
  const userAgent = client.userAgent ? sanitizeText(client.userAgent.slice(0, MAX_USER_AGENT_LENGTH)) : null;
  return {
    clientIpHash: await hashAddress(customer.ipSalt, client.address),
    userAgent,
    enrichment: addCountry(enrich(userAgent), client.country ?? null),
  };
}

/** The parsed agent is shared by requests, so the country gets a copy. */
function addCountry(enrichment: Enrichment | null, country: string | null): Enrichment | null {
  return country === null ? enrichment : { ...(enrichment ?? NO_AGENT), country };
}

export function toRawEvent({ eventId, payload }: ValidEvent, origin: Origin): RawEvent {
  return { eventId: eventId ?? createEventId(), payload, ...origin };
}
