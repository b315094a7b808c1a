import {
  KEY_ROUTES,
  type KeyCreatedReply,
  type KeyRevokedReply,
  type KeyRow,
  type KeysReply,
} from '@onevault/contract';
import { idOfKey, type NewKey, type Operations, type StoredKey } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { sanitizeText } from '../../ingest/sanitizeText.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { createKeyToken, hashKey } from '../keys.ts';
import { readOrigins } from '../readOrigins.ts';
import { readObject, refuseBody } from '../refuseBody.ts';
import { requireOperations } from '../requireOperations.ts';

const TAG = { name: 'Keys', description: 'Keys of the customer in the database. docs/operations.md describes them.' };
const MAX_LABEL_LENGTH = 200;
const MAX_DAYS = 3_650;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const OVERLAP_HOURS = { fallback: 24, max: 720 };
/** Each request of a busy customer is compared with all of them. */
const MAX_KEYS = 200;

/** `keys create|list|rotate|revoke` over HTTP, for the page: a full key manages the keys of its own customer. */
export function keyEndpoints({ engine, keys }: ServiceContext): Endpoint[] {
  const operationsOf = () => requireOperations(engine, 'Managing keys');
  const create = async (
    operations: Operations,
    customerId: string,
    key: Omit<NewKey, 'hash'>,
    by: string,
  ): Promise<{ token: string; row: KeyRow }> => {
    const token = createKeyToken();
    const hash = await hashKey(customerId, token);
    await operations.addKey(customerId, { ...key, hash }, by);
    keys.forget(customerId);
    return { token, row: toRow(await findKey(operations, customerId, hash)) };
  };
  return [
    {
      method: 'GET',
      path: KEY_ROUTES.keys,
      access: 'secret',
      doc: {
        tag: TAG,
        summary: 'The keys of the customer, without tokens',
        description: 'Oldest first, with revoked and expired ones. Keys of the command line are not in the database.',
        reply: ['KeysReplySchema'],
        errors: [501],
      },
      async handle(_call, { customerId }) {
        const found = await operationsOf().findKeys(customerId);
        return ok({ status: 'success', keys: found.map(toRow), timestamp: timestamp() } satisfies KeysReply);
      },
    },
    {
      method: 'POST',
      path: KEY_ROUTES.keys,
      access: 'secret',
      body: 'event',
      doc: {
        tag: TAG,
        summary: 'Makes a key',
        description: 'The answer has the token. No other answer has it. At most 200 keys that have not ended.',
        request: ['KeyBodySchema'],
        reply: ['KeyCreatedReplySchema'],
        errors: [409, 501],
      },
      async handle({ body }, { customerId }, by) {
        const operations = operationsOf();
        const wanted = readKey(body);
        await requireRoom(operations, customerId);
        const { token, row } = await create(operations, customerId, wanted, by);
        return ok({ status: 'success', token, key: row, timestamp: timestamp() } satisfies KeyCreatedReply);
      },
    },
    {
      method: 'POST',
      path: KEY_ROUTES.rotate,
      access: 'secret',
      body: 'optional',
      doc: {
        tag: TAG,
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
        await requireRoom(operations, customerId);
        const { scope, label, allowedOrigins, segmentId } = old;
        const like = { scope, label, allowedOrigins, segmentId, expiresAt: toSameLifetime(old) };
        // The new one first: whatever fails then, one of them works.
        const { token, row } = await create(operations, customerId, like, by);
        const endsAt = new Date(Date.now() + overlapHours * HOUR_MS).toISOString();
        await operations.expireKey(customerId, old.hash, endsAt, by);
        keys.forget(customerId);
        const replaced = toRow(await findKey(operations, customerId, old.hash));
        const reply: KeyCreatedReply = { status: 'success', token, key: row, replaced, timestamp: timestamp() };
        return ok(reply);
      },
    },
    {
      method: 'POST',
      path: KEY_ROUTES.revoke,
      access: 'secret',
      doc: {
        tag: TAG,
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
        const row = toRow(await findKey(operations, customerId, hash));
        return ok({ status: 'success', key: row, timestamp: timestamp() } satisfies KeyRevokedReply);
      },
    },
  ];
}

function toRow(key: StoredKey): KeyRow {
  return {
    id: idOfKey(key),
    kind: key.scope,
    label: key.label,
    origins: key.allowedOrigins,
    created_at: key.createdAt,
    expires_at: key.expiresAt,
    revoked_at: key.revokedAt,
    last_used_at: key.lastUsedAt,
  };
}

/** By its id, or by more digits of its hash. */
async function findKey(operations: Operations, customerId: string, id: string): Promise<StoredKey> {
  const isId = /^[0-9a-f]{8,64}$/.test(id);
  const [key, other] = isId ? (await operations.findKeys(customerId)).filter(({ hash }) => hash.startsWith(id)) : [];
  if (key && !other) return key;
  const message = other
    ? 'More than one key begins with these digits: use more digits of its hash'
    : 'The customer has no key with this id';
  throw new Refusal({ status: 404, code: 'UNKNOWN_KEY', message });
}

function hasEnded({ revokedAt, expiresAt }: StoredKey): boolean {
  return revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= Date.now());
}

async function requireRoom(operations: Operations, customerId: string): Promise<void> {
  const held = (await operations.findKeys(customerId)).filter((key) => !hasEnded(key));
  if (held.length < MAX_KEYS) return;
  const message = `A customer can have ${MAX_KEYS} keys that have not ended: revoke some`;
  throw new Refusal({ status: 409, code: 'TOO_MANY', message });
}

function toSameLifetime({ createdAt, expiresAt }: StoredKey): string | null {
  if (expiresAt === null) return null;
  return new Date(Date.now() + Date.parse(expiresAt) - Date.parse(createdAt)).toISOString();
}

function readKey(body: unknown): Omit<NewKey, 'hash'> {
  const {
    kind,
    label = null,
    origins = null,
    expires_in_days: days = null,
  } = readFields(body, ['kind', 'label', 'origins', 'expires_in_days']);
  if (kind !== 'full' && kind !== 'write') throw refuseBody(['kind'], 'Input should be full or write', 'enum');
  if (label !== null && !isLabel(label)) {
    const msg = `Input should be text of 1 to ${MAX_LABEL_LENGTH} characters without control characters`;
    throw refuseBody(['label'], msg, 'string_type');
  }
  const expiresAt =
    days === null ? null : new Date(Date.now() + readNumber(days, 'expires_in_days', 1, MAX_DAYS) * DAY_MS);
  return {
    scope: kind,
    label: label === null ? null : sanitizeText(label),
    allowedOrigins: readOrigins(origins),
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}

function readOverlap(body: unknown): number {
  if (body === undefined || body === null) return OVERLAP_HOURS.fallback;
  const { overlap_hours: hours = OVERLAP_HOURS.fallback } = readFields(body, ['overlap_hours']);
  return readNumber(hours, 'overlap_hours', 0, OVERLAP_HOURS.max);
}

function readFields(body: unknown, fields: string[]): Record<string, unknown> {
  const given = readObject(body, []);
  const stray = Object.keys(given).find((name) => !fields.includes(name));
  if (stray !== undefined) throw refuseBody([stray], 'Extra inputs are not permitted', 'extra_forbidden');
  return given;
}

function isLabel(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= MAX_LABEL_LENGTH && !/\p{Cc}/u.test(value);
}

function readNumber(value: unknown, name: string, min: number, max: number): number {
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  throw refuseBody([name], `Input should be a whole number from ${min} to ${max}`, 'int_type');
}

function ended(): Refusal {
  const message = 'The key has ended: make a new one';
  return new Refusal({ status: 409, code: 'KEY_ENDED', message });
}
