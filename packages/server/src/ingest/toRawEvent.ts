import type { Customer, Enrichment, RawEvent } from '../engine/port.ts';
import { createEventId } from './createEventId.ts';
import type { AddressHasher } from './hashAddress.ts';
import { sanitizeText } from './sanitizeText.ts';
import type { ValidEvent } from './validateEvent.ts';

/** Who sent a request, as the adapter saw it. */
export interface Client {
  address: string | null;
  userAgent: string | null;
}

/** What all events of one request have in common. */
export type Origin = Pick<RawEvent, 'clientIpHash' | 'userAgent' | 'enrichment'>;

// Longer than any real user agent: a longer one is junk or an attack on the parser.
const MAX_USER_AGENT_LENGTH = 512;

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
    enrichment: enrich(userAgent),
  };
}

export function toRawEvent({ eventId, payload }: ValidEvent, origin: Origin): RawEvent {
  return { eventId: eventId ?? createEventId(), payload, ...origin };
}
