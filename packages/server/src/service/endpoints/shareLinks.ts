import { KEY_ROUTES, type ShareLinkReply } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { createKeyToken, hashKey } from '../keys.ts';
import { KEY_TAG, readLabel, readNumber, readSegment, toEnd } from '../managedKeys/readKey.ts';
import { findKeyRow, findSegmentId, requireRoom } from '../managedKeys/toKeyRows.ts';
import { requireOperations } from '../requireOperations.ts';
import { readFields } from '../saved/readDefinition.ts';
import { createToken, writeCustomerToken } from '../session/customerToken.ts';

const DAYS = { fallback: 30, max: 365 };

/** Makes a link that opens the view "Business" of the page: docs/decisions/0057. */
export function shareLinkEndpoint({ engine, keys }: ServiceContext): Endpoint {
  return {
    method: 'POST',
    path: KEY_ROUTES.shareLinks,
    access: 'secret',
    body: 'event',
    doc: {
      tag: KEY_TAG,
      summary: 'Makes a share link: who opens it sees the view Business of the page, and nothing else',
      description:
        'The answer has the link, as a path of this server. No other answer has it. It holds an invitation, no key: the page exchanges it for a session. It ends after `expires_in_days` (30; 1 to 365), or when its key is revoked.',
      request: ['ShareLinkBodySchema'],
      reply: ['ShareLinkReplySchema'],
      errors: [409, 501],
    },
    async handle({ body }, { customerId }, by) {
      const operations = requireOperations(engine, 'Managing keys');
      const { label, segment, days } = readShareLink(body);
      const segmentId = await findSegmentId(operations, customerId, segment);
      await requireRoom(operations, customerId);
      const token = createToken();
      // Nobody gets the token of the key: the link is all that opens anything.
      const hash = await hashKey(customerId, createKeyToken());
      const linkHash = await hashKey(customerId, token);
      await operations.addKey(
        customerId,
        { hash, linkHash, scope: 'share', label, segmentId, expiresAt: toEnd(days) },
        by,
      );
      keys.forget(customerId);
      const reply: ShareLinkReply = {
        status: 'success',
        // Behind `#`: browsers send it to no server, and to no other site.
        link: `/business#invitation=${writeCustomerToken({ customerId, token })}`,
        key: await findKeyRow(operations, customerId, hash),
        timestamp: timestamp(),
      };
      return ok(reply);
    },
  };
}

function readShareLink(body: unknown): { label: string | null; segment: string | null; days: number } {
  const {
    label = null,
    segment = null,
    expires_in_days: days = DAYS.fallback,
  } = readFields(body, ['label', 'segment', 'expires_in_days']);
  return {
    label: readLabel(label),
    segment: readSegment(segment),
    days: readNumber(days, 'expires_in_days', 1, DAYS.max),
  };
}
