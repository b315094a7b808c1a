import { expect, test } from 'vitest';
import { createMemoryEngine } from '../engine/memory/createMemoryEngine.ts';
import { createKeyRing, hashKey } from './keys.ts';

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
