import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { expect, test } from 'vitest';
import { track } from '../../test/track.ts';
import { createMockServer } from '../testing.ts';
import { toSnapshot } from './toSnapshot.ts';

/** What a page sends: ids, clocks and a port that depend on the run. */
function pageOf(run: number) {
  const at = (second: number) => new Date(Date.now() - 60_000 + second * 1_000 + run).toISOString();
  const context = (second: number, tab = 1) => ({
    visitor_id: `visitor_${run}`,
    session_id: `sess_${run}`,
    page_view_id: `pv_${run}_${tab}`,
    tab_id: `tab_${run}_${tab}`,
    timestamp: at(second),
    sent_at: at(9),
    screen_resolution: `${run}x1`,
    timezone: `Zone/${run}`,
    ...(run > 1 && { automated: true, connection: '4g' }),
  });
  const home = `http://127.0.0.1:${4000 + run}/`;
  return [
    { event_type: 'order', page_url: `${home}cart`, event_data: { ...context(3), seq: 1, items: [{ url: home }] } },
    { event_type: 'page_view', page_url: home, event_data: { ...context(1), seq: 0, referrer: `see ${home}` } },
    { event_type: 'page_view', page_url: 'https://shop.example:8443/', event_data: { ...context(5, 2), seq: 0 } },
  ];
}

async function snapshotOf(run: number) {
  const server = await createMockServer({ port: false });
  await track(server, pageOf(run));
  const events = await server.events();
  await server.close();
  return toSnapshot(run > 1 ? events.reverse() : events);
}

test('two runs have the same snapshot', async () => {
  const first = await snapshotOf(1);
  expect(await snapshotOf(2)).toEqual(first);
  expect(first).toMatchInlineSnapshot(`
    [
      {
        "event_data": {
          "page_view_id": "<page view 1>",
          "referrer": "see http://127.0.0.1/",
          "sent_at": "<sent_at>",
          "seq": 0,
          "session_id": "<session 1>",
          "tab_id": "<tab 1>",
          "timestamp": "<timestamp>",
          "visitor_id": "<visitor 1>",
        },
        "event_type": "page_view",
        "page_url": "http://127.0.0.1/",
      },
      {
        "event_data": {
          "items": [
            {
              "url": "http://127.0.0.1/",
            },
          ],
          "page_view_id": "<page view 1>",
          "sent_at": "<sent_at>",
          "seq": 1,
          "session_id": "<session 1>",
          "tab_id": "<tab 1>",
          "timestamp": "<timestamp>",
          "visitor_id": "<visitor 1>",
        },
        "event_type": "order",
        "page_url": "http://127.0.0.1/cart",
      },
      {
        "event_data": {
          "page_view_id": "<page view 2>",
          "sent_at": "<sent_at>",
          "seq": 0,
          "session_id": "<session 1>",
          "tab_id": "<tab 2>",
          "timestamp": "<timestamp>",
          "visitor_id": "<visitor 1>",
        },
        "event_type": "page_view",
        "page_url": "https://shop.example:8443/",
      },
    ]
  `);
});

test('events of the same moment have one order, whoever comes first', () => {
  const [one, other] = ['a', 'b'].map((plan, i) => ({
    event_type: 'signup',
    page_url: '',
    event_timestamp: '2026-11-24T22:00:00.000Z',
    event_data: { plan, visitor_id: `visitor_${9 - i}` },
  })) as unknown as [StagedEvent, StagedEvent];
  expect(toSnapshot([other, one])).toEqual(toSnapshot([one, other]));
});
