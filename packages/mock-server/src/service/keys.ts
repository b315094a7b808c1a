import type { Engine, KeyScope, NewKey, Tenant } from '../engine/port.ts';
import { sha256Hex } from '../ingest/sha256Hex.ts';
import { createLookup } from './createLookup.ts';

/** A key as it is given on the command line or to `startServer`. */
export interface GivenKey {
  customerId: string;
  token: string;
  /** `full`: everything. `write`: only posting events, fit for a browser, where nothing is secret. */
  scope: KeyScope;
  customerName?: string;
}

export interface KeyRing {
  /** The tenant and scope that a token opens, or null: of an unknown customer as of a wrong token. */
  authenticate(customerId: string, token: string): Promise<Admitted | null>;
  findTenant(customerId: string): Promise<Tenant | null>;
  /** Creates a tenant, or finds it, and gives it keys for as long as this server runs. */
  give(keys: GivenKey[]): Promise<void>;
  /** Every customer that was given a key, the first one first. */
  givenCustomers(): string[];
}

interface Admitted {
  tenant: Tenant;
  scope: KeyScope;
}

// A key that is revoked in the database stops working everywhere within this time, and a busy
// customer costs the database one look a second instead of one a request.
const LOOKUP = { maxAgeMs: 1_000, maxEntries: 1_000 };
const NO_HASH = '0'.repeat(64);
// Longer names or tokens are nobody's; the limit keeps them out of hashes and queries.
const MAX_LENGTH = 512;

/**
 * Knows who may come in. Keys given at start are held hashed in memory only, so that dropping one
 * from the command line revokes it; keys in the database are the managed ones.
 */
export async function createKeyRing(engine: Engine, given: GivenKey[]): Promise<KeyRing> {
  const givenKeys = new Map<string, NewKey[]>();
  const storedKeys = createLookup((customerId) => engine.findKeys(customerId), LOOKUP);
  const tenants = createLookup((customerId) => engine.findTenant(customerId), LOOKUP);

  const ring: KeyRing = {
    async authenticate(customerId, token) {
      if (!isPlausible(customerId) || !isPlausible(token)) return null;
      const hash = await hashKey(customerId, token);
      const scope =
        findScope(givenKeys.get(customerId) ?? [], hash) ?? findScope(await storedKeys.get(customerId), hash);
      if (!scope) return null;
      const tenant = await tenants.get(customerId);
      return tenant?.active ? { tenant, scope } : null;
    },

    async findTenant(customerId) {
      return isPlausible(customerId) ? tenants.get(customerId) : null;
    },

    async give(keys) {
      for (const { customerId, customerName, token, scope } of keys) {
        if (!givenKeys.has(customerId) || customerName !== undefined) {
          await engine.upsertTenant(customerId, customerName);
          tenants.forget(customerId);
        }
        const others = givenKeys.get(customerId) ?? [];
        givenKeys.set(customerId, [...others, { hash: await hashKey(customerId, token), scope }]);
      }
    },

    givenCustomers: () => [...givenKeys.keys()],
  };
  await ring.give(given);
  return ring;
}

/**
 * What is kept of a token: hex SHA-256 of customer id, line feed, token. Bound to the tenant, so one
 * token of two customers has two hashes. A plain hash is enough: tokens are random, not passwords.
 */
export function hashKey(customerId: string, token: string): Promise<string> {
  return sha256Hex(`${customerId}\n${token}`);
}

/** Compares with every key, and with one even when there are none, so that the time tells nothing. */
function findScope(keys: NewKey[], hash: string): KeyScope | null {
  let scope: KeyScope | null = null;
  for (const key of keys.length > 0 ? keys : [{ hash: NO_HASH, scope: 'write' as const }]) {
    if (isSame(key.hash, hash) && scope !== 'full') scope = key.scope;
  }
  return scope;
}

function isSame(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; i += 1) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** No control characters: PostgreSQL refuses NUL, and a line feed would move the border between id and token. */
function isPlausible(text: string): boolean {
  return text.length > 0 && text.length <= MAX_LENGTH && !/\p{Cc}|\p{Surrogate}/u.test(text);
}
