import type { Environment } from '@onevault/contract';
import QuickLRU from 'quick-lru';
import { type Customer, type Engine, idOfKey, type KeyScope, type NewKey } from '../engine/port.ts';
import { sha256Hex } from '../engine/sha256Hex.ts';
import { createLookup } from './createLookup.ts';
import { createToken } from './session/customerToken.ts';

/** A key from the command line or from the options of `createMockServer`. */
export interface GivenKey {
  customerId: string;
  token: string;
  /** `full`: everything. `write`: only posts events; for browsers, where nothing is secret. */
  scope: KeyScope;
  customerName?: string;
  /** Default: any. The form: `originRule.ts`. */
  allowedOrigins?: string[];
  /** The only environment whose events it accepts. Default: any. */
  environment?: Environment;
  /** Only for requests and pages of this machine, because everybody knows the token. */
  isLocal?: boolean;
}

export interface KeyRing {
  /** The key of a token; null for an unknown customer and for a wrong, revoked or expired token. */
  authenticate(customerId: string, token: string): Promise<Admitted | null>;
  /** The same by a key's hash, which a session of the page holds. */
  authenticateHash(customerId: string, hash: string): Promise<Admitted | null>;
  /** The first full key from `give`. */
  firstKey(): { customerId: string; hash: string; isLocal: boolean } | null;
  findCustomer(customerId: string): Promise<Customer | null>;
  /** Adds keys that are valid while this server runs; creates missing customers. */
  give(keys: GivenKey[]): Promise<void>;
  /** Customers with a key from `give`, in the order of the calls. */
  givenCustomers(): string[];
  /** Drops a customer's cached keys after a change; without a customer, all cached keys. */
  forget(customerId?: string): void;
  /** Stores which database keys were used since the last call. */
  noteUses(): Promise<void>;
}

export interface Admitted {
  customer: Customer;
  keyHash: string;
  /** The first digits of the key's hash, as `keys list` shows them. It grants no access. */
  keyId: string;
  scope: KeyScope;
  /** Null: any. */
  allowedOrigins: readonly string[] | null;
  /** Of a share key: the segment that it is bound to. */
  segmentId: string | null;
  /** Null: any. */
  environment: Environment | null;
  isLocal: boolean;
}

interface HeldKey {
  hash: string;
  scope: KeyScope;
  allowedOrigins: readonly string[] | null;
  /** Milliseconds since 1970. */
  expiresAtMs: number;
  segmentId?: string | null;
  environment: Environment | null;
  isLocal?: boolean;
}

// A busy customer costs one query a second instead of one a request. Announced changes (`engine.listen`) clear the
// cache at once; the second bounds the effect of a lost announcement.
const LOOKUP = { maxAgeMs: 1_000, maxEntries: 1_000 };
const MAX_KNOWN_TOKENS = 1_000;
// No real id or token is longer; the limit keeps longer ones out of hashes and queries.
const MAX_LENGTH = 512;
const NOBODYS_KEY: HeldKey = {
  hash: '0'.repeat(64),
  scope: 'write',
  allowedOrigins: [],
  environment: null,
  expiresAtMs: 0,
};

/**
 * Authenticates tokens. Keys given at start are kept only in memory and hashed, so that removing one from the command
 * line revokes it; managed keys are in the database.
 */
export async function createKeyRing(
  engine: Engine,
  given: GivenKey[],
  { nowMs = Date.now }: { nowMs?: () => number } = {},
): Promise<KeyRing> {
  const givenKeys = new Map<string, HeldKey[]>();
  const storedKeys = createLookup(
    async (customerId) => ((await engine.operations?.findKeys(customerId)) ?? []).flatMap(toHeld),
    LOOKUP,
  );
  const customers = createLookup((customerId) => engine.findCustomer(customerId), LOOKUP);
  // Caches hashes of accepted tokens: WebCrypto hashes on a thread, about 40 µs a request under load. Only accepted
  // tokens are cached, so that guesses cannot fill the cache; and a cached hash is still compared with the keys each
  // time. The tokens stay in this process's memory, which every request brings them to anyway.
  const knownHashes = new QuickLRU<string, string>({ maxSize: MAX_KNOWN_TOKENS });
  const used = new Map<string, Set<string>>();

  const ring: KeyRing = {
    async authenticate(customerId, token) {
      if (!isPlausible(customerId) || !isPlausible(token)) return null;
      const remembered = knownHashes.get(toPair(customerId, token));
      const hash = remembered ?? (await hashKey(customerId, token));
      const admitted = await ring.authenticateHash(customerId, hash);
      if (admitted && remembered === undefined) knownHashes.set(toPair(customerId, token), hash);
      return admitted;
    },

    async authenticateHash(customerId, hash) {
      const now = nowMs();
      let key = findKey(givenKeys.get(customerId) ?? [], hash, now);
      if (!key) {
        key = findKey(await storedKeys.get(customerId), hash, now);
        if (key) use(customerId, hash);
      }
      if (!key) return null;
      const customer = await customers.get(customerId);
      if (!customer?.active) return null;
      const { hash: keyHash, scope, allowedOrigins, segmentId = null, environment, isLocal = false } = key;
      return { customer, keyHash, keyId: idOfKey(key), scope, allowedOrigins, segmentId, environment, isLocal };
    },

    firstKey() {
      for (const [customerId, held] of givenKeys) {
        const key = held.find(({ scope }) => scope === 'full');
        if (key) return { customerId, hash: key.hash, isLocal: key.isLocal ?? false };
      }
      return null;
    },

    async findCustomer(customerId) {
      return isPlausible(customerId) ? customers.get(customerId) : null;
    },

    async give(keys) {
      for (const key of keys) {
        const { customerId, customerName, token, scope, allowedOrigins = null, environment = null } = key;
        if (!givenKeys.has(customerId) || customerName !== undefined) {
          await engine.upsertCustomer(customerId, customerName);
          customers.forget(customerId);
        }
        const hash = await hashKey(customerId, token);
        const { isLocal = false } = key;
        const held = { hash, scope, allowedOrigins, environment, expiresAtMs: Infinity, isLocal };
        givenKeys.set(customerId, [...(givenKeys.get(customerId) ?? []), held]);
      }
    },

    givenCustomers: () => [...givenKeys.keys()],

    forget(customerId) {
      storedKeys.forget(customerId);
      customers.forget(customerId);
      knownHashes.clear();
    },

    async noteUses() {
      const noted = [...used];
      used.clear();
      for (const [customerId, hashes] of noted) await engine.operations?.touchKeys(customerId, [...hashes]);
    },
  };
  await ring.give(given);
  return ring;

  function use(customerId: string, hash: string): void {
    const hashes = used.get(customerId);
    if (hashes) hashes.add(hash);
    else used.set(customerId, new Set([hash]));
  }
}

/** The token of a new key. */
export function createKeyToken(): string {
  return `ovt_${createToken()}`;
}

/**
 * The stored form of a token: hex SHA-256 of customer id, line feed, token. Bound to the customer: the same token of
 * two customers has two hashes. A plain hash is enough: tokens are random, not passwords.
 */
export function hashKey(customerId: string, token: string): Promise<string> {
  return sha256Hex(toPair(customerId, token));
}

function toPair(customerId: string, token: string): string {
  return `${customerId}\n${token}`;
}

function toHeld(key: NewKey & { revokedAt: string | null }): HeldKey[] {
  if (key.revokedAt !== null) return [];
  const { hash, scope, allowedOrigins = null, segmentId = null, environment = null, expiresAt } = key;
  const expiresAtMs = expiresAt ? Date.parse(expiresAt) : Infinity;
  return [{ hash, scope, allowedOrigins, segmentId, environment, expiresAtMs }];
}

/** Compares with every key, and with a dummy if there are none, so that the time reveals nothing. */
function findKey(keys: HeldKey[], hash: string, nowMs: number): HeldKey | null {
  let found: HeldKey | null = null;
  for (const key of keys.length > 0 ? keys : [NOBODYS_KEY]) {
    // If one token is two keys, the full one counts.
    if (isSame(key.hash, hash) && key.expiresAtMs > nowMs && found?.scope !== 'full') found = key;
  }
  return found;
}

function isSame(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < b.length; i += 1) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** No control characters: PostgreSQL refuses NUL, and a line feed would shift the border between id and token. */
function isPlausible(text: string): boolean {
  return text.length > 0 && text.length <= MAX_LENGTH && !/\p{Cc}|\p{Surrogate}/u.test(text);
}
