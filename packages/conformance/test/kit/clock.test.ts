import { ROUTES } from '@onevault/contract';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { expect, test, vi } from 'vitest';
import { track } from '../../../mock-server/test/track.ts';
import { operationsOf } from '../../src/suites/operationsOf.ts';
import { ask } from '../http/ask.ts';

test('the clock closes sessions and deletes events past their retention', async () => {
  const clocked = await createMockServer({ engine: 'pglite', port: false });
  const operations = operationsOf(clocked.engine);
  clocked.clock.freeze();
  const maintain = vi.spyOn(operations, 'maintain');
  const closed = async () => {
    const results = await Promise.all(maintain.mock.results.map(({ value }) => value));
    return results.reduce((sum, { sessionsClosed }) => sum + sessionsClosed, 0);
  };
  await operations.setRetention('demo', 10);
  await track(clocked, { event_id: 'evt_1', event_data: { session_id: 'sess_1' } });
  await clocked.clock.advance('29 min');
  expect(await closed()).toBe(0);
  // A session becomes due 30 to 40 minutes after its last event: the database rounds to ten minutes.
  await clocked.clock.advance('12 min');
  expect(await closed()).toBe(1);
  await clocked.clock.advance('9 days');
  expect(await clocked.events()).toHaveLength(1);
  await clocked.clock.advance('2 days');
  expect(await clocked.events()).toEqual([]);
  await clocked.close();
});

test('a series by the hour ends at the time of the clock', async () => {
  const clocked = await createMockServer({ engine: 'memory' });
  await clocked.clock.advance('40 days');
  await track(clocked, { event_id: 'evt_1' });
  const { body } = await ask(`${clocked.url}${ROUTES.dashboard}?series=hour`);
  expect((body.series as { events: number }[]).map(({ events }) => events)).toEqual([1]);
  await clocked.close();
});
