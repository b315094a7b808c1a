import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createKeyRing, hashKey } from '@onevault/server/internal/service/keys';
import { expect, test, vi } from 'vitest';

test('a token opens its own customer and no other', async () => {
  const ring = await createKeyRing(createMemoryEngine(), [
    { customerId: 'demo', token: 'one', scope: 'full' },
    { customerId: 'acme', token: 'two', scope: 'full' },
  ]);
  expect(await ring.authenticate('demo', 'one')).toMatchObject({ tenant: { customerId: 'demo' }, scope: 'full' });
  expect(await ring.authenticate('demo', 'two')).toBeNull();
  expect(await ring.authenticate('acme', 'one')).toBeNull();
  expect(await ring.authenticate('nobody', 'one')).toBeNull();
});

test('the same token may be two keys: the wider scope counts', async () => {
  const ring = await createKeyRing(createMemoryEngine(), [
    { customerId: 'demo', token: 'both', scope: 'full' },
    { customerId: 'demo', token: 'both', scope: 'write' },
    { customerId: 'demo', token: 'write', scope: 'write' },
  ]);
  expect(await ring.authenticate('demo', 'both')).toMatchObject({ scope: 'full' });
  expect(await ring.authenticate('demo', 'write')).toMatchObject({ scope: 'write' });
});

test('keys in the database open too, and given keys are not written there', async () => {
  const engine = createMemoryEngine();
  await engine.upsertTenant('acme');
  await engine.addKey('acme', { hash: await hashKey('acme', 'managed'), scope: 'full' });
  const ring = await createKeyRing(engine, [{ customerId: 'demo', token: 'given', scope: 'full' }]);
  expect(await ring.authenticate('acme', 'managed')).toMatchObject({ scope: 'full' });
  expect(await engine.findKeys('demo')).toEqual([]);
});

test('a revoked key closes once it is announced, and in a second if the announcement is lost', async () => {
  const { ring, engine, hash } = await createManaged();
  expect(await ring.authenticate('acme', 'managed')).not.toBeNull();
  await engine.revokeKey('acme', hash);
  ring.forget('acme');
  expect(await ring.authenticate('acme', 'managed')).toBeNull();
});

test('a key that expires closes in that moment, announced by nobody', async () => {
  const { ring, engine, hash, clock } = await createManaged();
  await engine.expireKey('acme', hash, new Date(clock.nowMs + 100).toISOString());
  ring.forget();
  clock.nowMs += 99;
  expect(await ring.authenticate('acme', 'managed')).not.toBeNull();
  clock.nowMs += 1;
  expect(await ring.authenticate('acme', 'managed')).toBeNull();
});

test('a token that was let in is hashed once, and compared with the keys each time', async () => {
  const { ring, engine, hash } = await createManaged();
  const digest = vi.spyOn(crypto.subtle, 'digest');
  for (let i = 0; i < 5; i += 1) expect(await ring.authenticate('acme', 'managed')).not.toBeNull();
  expect(digest).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 5; i += 1) expect(await ring.authenticate('acme', 'guess')).toBeNull();
  expect(digest).toHaveBeenCalledTimes(6);
  await engine.revokeKey('acme', hash);
  ring.forget('acme');
  expect(await ring.authenticate('acme', 'managed')).toBeNull();
  digest.mockRestore();
});

test('uses are written down together, once, and only of keys in the database', async () => {
  const { ring, engine, hash } = await createManaged();
  const touch = vi.spyOn(engine, 'touchKeys');
  await ring.give([{ customerId: 'demo', token: 'given', scope: 'full' }]);
  for (let i = 0; i < 3; i += 1) await ring.authenticate('acme', 'managed');
  await ring.authenticate('acme', 'wrong');
  await ring.authenticate('demo', 'given');
  expect(touch).not.toHaveBeenCalled();
  await ring.noteUses();
  await ring.noteUses();
  expect(touch.mock.calls).toEqual([['acme', [hash]]]);
});

async function createManaged() {
  const clock = { nowMs: Date.now() };
  const engine = createMemoryEngine();
  const hash = await hashKey('acme', 'managed');
  await engine.upsertTenant('acme');
  await engine.addKey('acme', { hash, scope: 'full' });
  return { engine, hash, clock, ring: await createKeyRing(engine, [], { nowMs: () => clock.nowMs }) };
}

test('ids and tokens that no header or database could carry are nobody’s', async () => {
  const ring = await createKeyRing(createMemoryEngine(), [{ customerId: 'demo', token: 'one', scope: 'full' }]);
  for (const text of ['', 'a\0b', 'demo\none', '\ud800', 'x'.repeat(10_000)]) {
    expect(await ring.authenticate(text, 'one')).toBeNull();
    expect(await ring.authenticate('demo', text)).toBeNull();
    expect(await ring.findTenant(text)).toBeNull();
  }
});

test('the border between customer and token cannot be moved', async () => {
  expect(await hashKey('ab', 'c')).not.toBe(await hashKey('a', 'bc'));
  expect(await hashKey('demo', 'ovt_demo')).toMatch(/^[0-9a-f]{64}$/);
});
