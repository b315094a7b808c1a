/** The `id` of a message: the customer and the place, so that one customer's id is none of another's. */
import { HEADER_LAST_EVENT_ID } from '@onevault/contract';
import type { Engine } from '../../engine/port.ts';
import { sha256Hex } from '../../engine/sha256Hex.ts';
import { Refusal } from '../../ingest/refusal.ts';

const ID = /^([0-9a-f]{12}) (.+)$/;
const TAG_LENGTH = 12;
/** Longer than any id of ours. */
const MAX_LENGTH = 256;

export type ToId = (place: string) => string;

/** How the ids of a customer's messages are made. They look the same on every server. */
export async function createToId(customerId: string): Promise<ToId> {
  const tag = await toTag(customerId);
  return (place) => btoa(`${tag} ${place}`).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The place after which a client continues; null if it sends no id. Throws a `Refusal` (422) for a wrong one. */
export async function readLastEventId(
  given: string | undefined,
  customerId: string,
  { checkPlace }: Pick<Engine, 'checkPlace'>,
): Promise<string | null> {
  // A browser sends an empty one if a message said so.
  if (given === undefined || given === '') return null;
  const [, tag, place = ''] = ID.exec(given.length > MAX_LENGTH ? '' : fromBase64Url(given)) ?? [];
  const state = checkPlace(place);
  if (tag === undefined || state === 'malformed') {
    throw refuse('Input should be the id of a message of this stream', 'value_error');
  }
  if (tag !== (await toTag(customerId))) throw refuse('The id is of a message of another customer', 'value_error');
  if (state === 'expired') {
    throw refuse('The message is over a day old: read the dashboard, and begin without an id', 'value_error');
  }
  return place;
}

async function toTag(customerId: string): Promise<string> {
  return (await sha256Hex(customerId)).slice(0, TAG_LENGTH);
}

function fromBase64Url(text: string): string {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}

function refuse(msg: string, type: string): Refusal {
  return new Refusal({
    status: 422,
    code: 'INVALID_LAST_EVENT_ID',
    message: `${HEADER_LAST_EVENT_ID}: ${msg}`,
    detail: [{ loc: ['header', HEADER_LAST_EVENT_ID], msg, type }],
  });
}
