import type { Enrichment, RawEvent, Tenant } from '../engine/port.ts';
import { createEventId } from './createEventId.ts';
import type { AddressHasher } from './hashAddress.ts';
import { sanitizeText } from './sanitizeText.ts';
import type { ValidEvent } from './validateEvent.ts';

/** Who sent a request, as the door saw it. */
export interface Client {
  address: string | null;
  userAgent: string | null;
}

/** What all events of one request have in common. */
export type Origin = Pick<RawEvent, 'clientIpHash' | 'userAgent' | 'enrichment'>;

// Longer than any real browser's; what is longer is junk or an attack on the parser.
const MAX_USER_AGENT_LENGTH = 512;

export interface OriginReaders {
  hashAddress: AddressHasher;
  /** What a user agent says; see `enrich.ts`. A page's own mock does without: that takes a library of 34 kB. */
  enrich(userAgent: string | null): Enrichment | null;
}

/** Takes the address out of the picture, for a salted hash of it, and reads the user agent. */
export async function toOrigin(
  client: Client,
  tenant: Tenant,
  { hashAddress, enrich }: OriginReaders,
): Promise<Origin> {
  const userAgent = client.userAgent ? sanitizeText(client.userAgent.slice(0, MAX_USER_AGENT_LENGTH)) : null;
  return {
    clientIpHash: await hashAddress(tenant.ipSalt, client.address),
    userAgent,
    enrichment: enrich(userAgent),
  };
}

export function toRawEvent({ eventId, payload }: ValidEvent, origin: Origin): RawEvent {
  return { eventId: eventId ?? createEventId(), payload, ...origin };
}
