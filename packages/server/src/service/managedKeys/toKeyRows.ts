import type { KeyRow } from '@onevault/contract';
import { idOfKey, type Operations, type StoredKey } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import { refuseBody } from '../refuseBody.ts';
import { findDefinitionId } from '../saved/findDefinitionId.ts';

/** Each request of a busy customer is compared with all of them. */
const MAX_KEYS = 200;

/** Keys as the API shows them: never a token or a hash. */
export async function toKeyRows(
  { saved }: Pick<Operations, 'saved'>,
  customerId: string,
  keys: readonly StoredKey[],
): Promise<KeyRow[]> {
  const needsNames = keys.some(({ segmentId }) => segmentId !== null);
  const segments = needsNames ? await saved.findDefinitions(customerId, 'segment') : [];
  return keys.map((key) => ({
    id: idOfKey(key),
    kind: key.scope,
    label: key.label,
    origins: key.allowedOrigins,
    // A segment can be deleted once its keys have ended: null would say that they saw everything.
    segment: segments.find(({ id }) => id === key.segmentId)?.name ?? key.segmentId,
    environment: key.environment,
    share_link: key.linkHash !== null,
    created_at: key.createdAt,
    expires_at: key.expiresAt,
    revoked_at: key.revokedAt,
    last_used_at: key.lastUsedAt,
  }));
}

/** By its id, or by more digits of its hash. */
export async function findKey(operations: Operations, customerId: string, id: string): Promise<StoredKey> {
  const isId = /^[0-9a-f]{8,64}$/.test(id);
  const [key, other] = isId ? (await operations.findKeys(customerId)).filter(({ hash }) => hash.startsWith(id)) : [];
  if (key && !other) return key;
  const message = other
    ? 'More than one key begins with these digits: use more digits of its hash'
    : 'The customer has no key with this id';
  throw new Refusal({ status: 404, code: 'UNKNOWN_KEY', message });
}

export async function findKeyRow(operations: Operations, customerId: string, hash: string): Promise<KeyRow> {
  const [row] = await toKeyRows(operations, customerId, [await findKey(operations, customerId, hash)]);
  return row as KeyRow;
}

/** The id of a segment by its name; throws a `Refusal` (422) for an unknown one. Null stays null. */
export async function findSegmentId(
  operations: Pick<Operations, 'saved'>,
  customerId: string,
  name: string | null,
): Promise<string | null> {
  if (name === null) return null;
  const id = await findDefinitionId(operations, customerId, 'segment', name);
  if (id !== undefined) return id;
  throw refuseBody(['segment'], 'The customer has no segment of this name', 'value_error');
}

export function hasEnded({ revokedAt, expiresAt }: StoredKey): boolean {
  return revokedAt !== null || (expiresAt !== null && Date.parse(expiresAt) <= Date.now());
}

export async function requireRoom(operations: Operations, customerId: string): Promise<void> {
  const held = (await operations.findKeys(customerId)).filter((key) => !hasEnded(key));
  if (held.length < MAX_KEYS) return;
  const message = `A customer can have ${MAX_KEYS} keys that have not ended: revoke some`;
  throw new Refusal({ status: 409, code: 'TOO_MANY', message });
}
