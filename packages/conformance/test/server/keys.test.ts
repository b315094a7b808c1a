import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import type { DatabaseEngine } from '@onevault/server/internal/engine/port';
import { createKeyRing, hashKey } from '@onevault/server/internal/service/keys';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';

// Keys in a database; the memory engine stores none.
let engine: DatabaseEngine;
beforeAll(async () => {
  engine = await openEngine('pglite');
});
afterAll(() => engine?.close());

test('a token is valid for its own customer and no other', async () => {
  const ring = await createKeyRing(createMemoryEngine(), [
    { customerId: 'demo', token: 'one', scope: 'full' },
    { customerId: 'acme', token: 'two', scope: 'full' },
  ]);
  expect(await ring.authenticate('demo', 'one')).toMatchObject({ customer: { customerId: 'demo' }, scope: 'full' });
  expect(await ring.authenticate('demo', 'two')).toBeNull();
  expect(await ring.authenticate('acme', 'one')).toBeNull();
  expect(await ring.authenticate('nobody', 'one')).toBeNull();
});

test('if one token is two keys, the full scope counts', async () => {
  const ring = await createKeyRing(createMemoryEngine(), [
    { customerId: 'demo', token: 'both', scope: 'full' },
    { customerId: 'demo', token: 'both', scope: 'write' },
    { customerId: 'demo', token: 'write', scope: 'write' },
  ]);
  expect(await ring.authenticate('demo', 'both')).toMatchObject({ scope: 'full' });
  expect(await ring.authenticate('demo', 'write')).toMatchObject({ scope: 'write' });
});

test('keys in the database are valid too, and given keys are not stored there', async () => {
  await engine.upsertCustomer('acme');
  await engine.operations.addKey('acme', { hash: await hashKey('acme', 'managed'), scope: 'full' });
  const ring = await createKeyRing(engine, [{ customerId: 'demo', token: 'given', scope: 'full' }]);
  expect(await ring.authenticate('acme', 'managed')).toMatchObject({ scope: 'full' });
  expect(await engine.operations.findKeys('demo')).toEqual([]);
});

test('a revoked key is invalid at once after the announcement, and within a second without it', async () => {
  const { ring, customerId, hash } = await createManaged();
  expect(await ring.authenticate(customerId, 'managed')).not.toBeNull();
  await engine.operations.revokeKey(customerId, hash);
  ring.forget(customerId);
  expect(await ring.authenticate(customerId, 'managed')).toBeNull();
});

test('an expired key is invalid at that moment, without an announcement', async () => {
  const { ring, customerId, hash, clock } = await createManaged();
  await engine.operations.expireKey(customerId, hash, new Date(clock.nowMs + 100).toISOString());
  ring.forget();
  clock.nowMs += 99;
  expect(await ring.authenticate(customerId, 'managed')).not.toBeNull();
  clock.nowMs += 1;
  expect(await ring.authenticate(customerId, 'managed')).toBeNull();
});

test('an accepted token is hashed once, and compared with the keys each time', async () => {
  const { ring, customerId, hash } = await createManaged();
  const digest = vi.spyOn(crypto.subtle, 'digest');
  for (let i = 0; i < 5; i += 1) expect(await ring.authenticate(customerId, 'managed')).not.toBeNull();
  expect(digest).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 5; i += 1) expect(await ring.authenticate(customerId, 'guess')).toBeNull();
  expect(digest).toHaveBeenCalledTimes(6);
  await engine.operations.revokeKey(customerId, hash);
  ring.forget(customerId);
  expect(await ring.authenticate(customerId, 'managed')).toBeNull();
  digest.mockRestore();
});

test('uses are stored together, once, and only for keys in the database', async () => {
  const { ring, customerId, hash } = await createManaged();
  const touch = vi.spyOn(engine.operations, 'touchKeys');
  await ring.give([{ customerId: 'demo', token: 'given', scope: 'full' }]);
  for (let i = 0; i < 3; i += 1) await ring.authenticate(customerId, 'managed');
  await ring.authenticate(customerId, 'wrong');
  await ring.authenticate('demo', 'given');
  expect(touch).not.toHaveBeenCalled();
  await ring.noteUses();
  await ring.noteUses();
  expect(touch.mock.calls).toEqual([[customerId, [hash]]]);
});

let customers = 0;
async function createManaged() {
  const clock = { nowMs: Date.now() };
  customers += 1;
  const customerId = `managed-${customers}`;
  const hash = await hashKey(customerId, 'managed');
  await engine.upsertCustomer(customerId);
  await engine.operations.addKey(customerId, { hash, scope: 'full' });
  return { customerId, hash, clock, ring: await createKeyRing(engine, [], { nowMs: () => clock.nowMs }) };
}

test('ids and tokens that no header or database can carry are refused', async () => {
  const ring = await createKeyRing(createMemoryEngine(), [{ customerId: 'demo', token: 'one', scope: 'full' }]);
  for (const text of ['', 'a\0b', 'demo\none', '\ud800', 'x'.repeat(10_000)]) {
    expect(await ring.authenticate(text, 'one')).toBeNull();
    expect(await ring.authenticate('demo', text)).toBeNull();
    expect(await ring.findCustomer(text)).toBeNull();
  }
});

test('the border between customer and token cannot be shifted', async () => {
  expect(await hashKey('ab', 'c')).not.toBe(await hashKey('a', 'bc'));
  expect(await hashKey('demo', 'ovt_demo')).toMatch(/^[0-9a-f]{64}$/);
});
