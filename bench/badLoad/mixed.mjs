import { createEvent } from '../shared/createEvent.mjs';
import { readOption } from '../shared/readOption.mjs';
import { runLoad } from '../shared/runLoad.mjs';
import { startServerUnderTest } from './startServerUnderTest.mjs';

/** Good and bad bodies in turn: not JSON, not events, too deep, too large, and batches with one bad event. */
export async function mixed() {
  const requests = readOption('requests', 4_000);
  const setup = await startServerUnderTest();
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  /** @type {[number, () => string][]} status that is wanted, body */
  const kinds = [
    [200, () => JSON.stringify(createEvent())],
    [422, () => '{"event_type": "page_view", '],
    [200, () => JSON.stringify([createEvent(), { event_type: 7 }, createEvent()])],
    [422, () => `{"event_data": ${deep}}`],
    [200, () => JSON.stringify({ ...createEvent(), page_url: `\u0000\ud800${'x'.repeat(3_000)}` })],
    [422, () => '[]'],
    [422, () => JSON.stringify({ event_id: 'no id', event_data: [] })],
    [413, () => JSON.stringify({ ...createEvent(), event_data: { text: 'x'.repeat(1_100_000) } })],
  ];
  const good = kinds.filter(([status]) => status === 200).length;
  let sent = 0;
  /** @type {Map<number, number>} */
  const statuses = new Map();
  const { answers, seconds } = await runLoad({
    url: setup.server.url,
    path: '/api/v1/track',
    connections: 16,
    next: () => (sent < requests ? (kinds[sent++ % kinds.length]?.[1]() ?? null) : null),
    onAnswer(status) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      return true;
    },
  });
  const { summary } = await setup.client.get('/api/v1/track/dashboard?limit=1');
  await setup.stop();
  const failed = [...statuses].reduce((sum, [status, count]) => sum + (status >= 500 ? count : 0), 0);
  const each = requests / kinds.length;
  const unexpected = [200, 422, 413].reduce((sum, status) => {
    const wanted = kinds.filter(([of]) => of === status).length * each;
    return sum + Math.abs(wanted - (statuses.get(status) ?? 0));
  }, 0);
  return [
    { what: 'requests, of 8 kinds', value: answers, unit: '' },
    { what: 'answered with a server error', value: failed, unit: '', wanted: '≤ 0' },
    { what: 'answered with a wrong status', value: unexpected, unit: '', wanted: '≤ 0' },
    // One of the good kinds is a batch with two good events.
    { what: 'good events not stored', value: each * (good + 1) - summary.total_events, unit: '', wanted: '≤ 0' },
    { what: 'rate', value: answers / seconds, unit: 'requests/s' },
  ];
}
