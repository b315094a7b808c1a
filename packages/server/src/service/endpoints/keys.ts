import { KEY_ROUTES, type KeyCreatedReply, type KeyRevokedReply, type KeysReply } from '@onevault/contract';
import type { NewKey, Operations, StoredKey } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { createKeyToken, hashKey } from '../keys.ts';
import { KEY_TAG, readKey, readNumber } from '../managedKeys/readKey.ts';
import { findKey, findKeyRow, findSegmentId, hasEnded, requireRoom, toKeyRows } from '../managedKeys/toKeyRows.ts';
import { requireOperations } from '../requireOperations.ts';
import { readFields } from '../saved/readDefinition.ts';

const HOUR_MS = 3_600_000;
const OVERLAP_HOURS = { fallback: 24, max: 720 };

/** `keys create|list|rotate|revoke` over HTTP, for the page: a full key manages the keys of its own customer. */
export function keyEndpoints({ engine, keys }: ServiceContext): Endpoint[] {
  const operationsOf = () => requireOperations(engine, 'Managing keys');
  const create = async (operations: Operations, customerId: string, key: Omit<NewKey, 'hash'>, by: string) => {
    const token = createKeyToken();
    const hash = await hashKey(customerId, token);
    await operations.addKey(customerId, { ...key, hash }, by);
    keys.forget(customerId);
    return { token, row: await findKeyRow(operations, customerId, hash) };
  };
  return [
    {
      method: 'GET',
      path: KEY_ROUTES.keys,
      access: 'secret',
      doc: {
        tag: KEY_TAG,
        summary: 'The keys of the customer, without tokens',
        description: 'Oldest first, with revoked and expired ones. Keys of the command line are not in the database.',
        reply: ['KeysReplySchema'],
        errors: [501],
      },
      async handle(_call, { customerId }) {
        const operations = operationsOf();
        const rows = await toKeyRows(operations, customerId, await operations.findKeys(customerId));
        return ok({ status: 'success', keys: rows, timestamp: timestamp() } satisfies KeysReply);
      },
    },
    {
      method: 'POST',
      path: KEY_ROUTES.keys,
      access: 'secret',
      body: 'event',
      doc: {
        tag: KEY_TAG,
        summary: 'Makes a key',
        description:
          'The answer has the token. No other answer has it. A share key may have a `segment`, by its name, which is then all that it sees. A full or write key may have an `environment`: it then refuses events of another one. At most 200 keys that have not ended.',
        request: ['KeyBodySchema'],
        reply: ['KeyCreatedReplySchema'],
        errors: [409, 501],
      },
      async handle({ body }, { customerId }, by) {
        const operations = operationsOf();
        const { segment, ...wanted } = readKey(body);
        const segmentId = await findSegmentId(operations, customerId, segment);
        await requireRoom(operations, customerId);
        const { token, row } = await create(operations, customerId, { ...wanted, segmentId }, by);
        return ok({ status: 'success', token, key: row, timestamp: timestamp() } satisfies KeyCreatedReply);
      },
    },
    {
      method: 'POST',
      path: KEY_ROUTES.rotate,
      access: 'secret',
      body: 'optional',
      doc: {
        tag: KEY_TAG,
        summary: 'Makes a key like an old one, which then ends after the overlap',
        description: '`overlap_hours` is 24 unless the body says another number, 0 to 720.',
        request: ['KeyRotateBodySchema'],
        reply: ['KeyCreatedReplySchema'],
        errors: [404, 409, 501],
      },
      async handle({ body, params: { key_id = '' } }, { customerId }, by) {
        const operations = operationsOf();
        const overlapHours = readOverlap(body);
        const old = await findKey(operations, customerId, key_id);
        if (hasEnded(old)) throw ended();
        if (old.linkHash !== null) throw isOfLink();
        await requireRoom(operations, customerId);
        const { scope, label, allowedOrigins, segmentId, environment } = old;
        const like = { scope, label, allowedOrigins, segmentId, environment, expiresAt: toSameLifetime(old) };
        // The new one first: whatever fails then, one of them works.
        const { token, row } = await create(operations, customerId, like, by);
        const endsAt = new Date(Date.now() + overlapHours * HOUR_MS).toISOString();
        await operations.expireKey(customerId, old.hash, endsAt, by);
        keys.forget(customerId);
        const replaced = await findKeyRow(operations, customerId, old.hash);
        const reply: KeyCreatedReply = { status: 'success', token, key: row, replaced, timestamp: timestamp() };
        return ok(reply);
      },
    },
    {
      method: 'POST',
      path: KEY_ROUTES.revoke,
      access: 'secret',
      doc: {
        tag: KEY_TAG,
        summary: 'Ends a key at once, on every server',
        description: 'Sessions of the page that were signed in with it end too. Repeating it changes nothing.',
        reply: ['KeyRevokedReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { key_id = '' } }, { customerId }, by) {
        const operations = operationsOf();
        const { hash, revokedAt } = await findKey(operations, customerId, key_id);
        if (revokedAt === null) await operations.revokeKey(customerId, hash, by);
        keys.forget(customerId);
        const row = await findKeyRow(operations, customerId, hash);
        return ok({ status: 'success', key: row, timestamp: timestamp() } satisfies KeyRevokedReply);
      },
    },
  ];
}

function toSameLifetime({ createdAt, expiresAt }: StoredKey): string | null {
  if (expiresAt === null) return null;
  return new Date(Date.now() + Date.parse(expiresAt) - Date.parse(createdAt)).toISOString();
}

function readOverlap(body: unknown): number {
  if (body === undefined || body === null) return OVERLAP_HOURS.fallback;
  const { overlap_hours: hours = OVERLAP_HOURS.fallback } = readFields(body, ['overlap_hours']);
  return readNumber(hours, 'overlap_hours', 0, OVERLAP_HOURS.max);
}

function isOfLink(): Refusal {
  const message = 'The key belongs to a share link: revoke it and make a new link';
  return new Refusal({ status: 409, code: 'KEY_OF_LINK', message });
}

function ended(): Refusal {
  const message = 'The key has ended: make a new one';
  return new Refusal({ status: 409, code: 'KEY_ENDED', message });
}
