import { readOption } from '../shared/readOption.mjs';
import { loadBatches } from './loadBatches.mjs';
import { startServerUnderTest } from './startServerUnderTest.mjs';

/** All events in one session of one visitor. */
export async function oneSession() {
  const events = readOption('events', 100_000);
  const setup = await startServerUnderTest();
  const { first, last } = await loadBatches(setup.server.url, events, (event) => ({
    ...event,
    event_data: { ...event.event_data, session_id: 'sess_endless', visitor_id: 'visitor_endless' },
  }));
  const startedAt = performance.now();
  const found = await setup.client.get('/api/v1/track/dashboard?limit=20&session=sess_endless');
  const searchMs = performance.now() - startedAt;
  await setup.stop();
  return [
    { what: `${events.toLocaleString('en')} events, first tenth`, value: first, unit: 'events/s' },
    { what: 'last tenth', value: last, unit: 'events/s' },
    { what: 'last to first', value: last / first, unit: 'times', wanted: '≥ 0.5' },
    { what: `its newest ${found.events.length} events`, value: searchMs, unit: 'ms' },
  ];
}
