import { createEvent } from '../shared/createEvent.mjs';
import { readOption } from '../shared/readOption.mjs';
import { runLoad } from '../shared/runLoad.mjs';
import { startServerUnderTest } from './startServerUnderTest.mjs';

const BATCH = 500;

/** A customer who sends batches of 500 over 32 connections, without a rate limit, beside one with single events. */
export async function flood() {
  const seconds = readOption('seconds', 15);
  const setup = await startServerUnderTest();
  await setup.measureOther(200);
  const alone = await setup.measureOther(500);
  const endsAt = performance.now() + seconds * 1000;
  /** @type {Map<number, number>} */
  const statuses = new Map();
  const body = () => JSON.stringify(Array.from({ length: BATCH }, createEvent));
  const flooding = runLoad({
    url: setup.server.url,
    path: '/api/v1/track/async',
    connections: 32,
    next: () => (performance.now() < endsAt ? body() : null),
    onAnswer(status) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      return true;
    },
  });
  const meanwhile = await setup.measureOther(200);
  await flooding;
  await setup.client.settle();
  const { summary } = await setup.client.get('/api/v1/track/dashboard?limit=1');
  await setup.stop();
  const accepted = statuses.get(200) ?? 0;
  const refused = statuses.get(503) ?? 0;
  const others = [...statuses.values()].reduce((sum, count) => sum + count, 0) - accepted - refused;
  return [
    { what: 'batches accepted', value: accepted, unit: '' },
    { what: 'refused, 503', value: refused, unit: '' },
    { what: 'answered otherwise', value: others, unit: '', wanted: '≤ 0' },
    {
      what: 'accepted and not loaded',
      value: accepted * BATCH - summary.processed_to_business,
      unit: '',
      wanted: '≤ 0',
    },
    { what: 'another customer alone, p50', value: alone.p50, unit: 'ms' },
    { what: 'another customer meanwhile, p50', value: meanwhile.p50, unit: 'ms' },
    { what: 'another customer meanwhile, p95', value: meanwhile.p95, unit: 'ms', wanted: '< 500' },
  ];
}
