import { expect, test } from 'vitest';
import type { DeliveryEventName, DeliveryRecord } from '../queue/createLedger.ts';
import { createHistory } from './createHistory.ts';

let number = 0;
const record = (name: DeliveryEventName, id: string, json?: object, reason?: 'rejected'): DeliveryRecord => [
  ++number,
  name,
  number * 10,
  { event_id: id, error: undefined, reason },
  'signup',
  json && JSON.stringify(json),
];
const json = (id: string) => ({ event_id: id, event_type: 'signup', page_url: 'https://a.example/', event_data: {} });

test('joins what happened to an event into one row, in any order of the ring', () => {
  const history = createHistory();
  const records = [record('queued', 'a', json('a')), record('queued', 'b', json('b')), record('sent', 'a', json('a'))];
  expect(history.read([records[2], records[0], records[1]] as DeliveryRecord[]).map(({ id }) => id)).toEqual([
    'a',
    'b',
  ]);
  records.push(record('delivered', 'a', json('a')));
  expect(history.read(records).map(({ id, state }) => [id, state])).toEqual([['a', 'delivered']]);
  expect(history.rows.map(({ id, state, records: all }) => [id, state, all.length])).toEqual([
    ['a', 'delivered', 3],
    ['b', 'queued', 1],
  ]);
  expect(history.read(records)).toEqual([]);
});

test('what was refused has no id: each is a row of its own, without data', () => {
  const history = createHistory();
  history.read([record('dropped', ''), record('dropped', '')]);
  expect(history.rows).toMatchObject([
    { type: 'signup', event: undefined },
    { type: 'signup', event: undefined },
  ]);
});

test('keeps the newest 500', () => {
  const history = createHistory();
  for (let n = 0; n < 520; n++) history.read([record('queued', `e${n}`, json(`e${n}`))]);
  expect([history.rows.length, history.rows[0]?.id, history.rows.at(-1)?.id]).toEqual([500, 'e20', 'e519']);
});

test('a stored event that another script has changed is shown without data', () => {
  const history = createHistory();
  const broken = record('queued', 'a');
  broken[5] = '{';
  history.read([broken]);
  expect(history.rows).toMatchObject([{ id: 'a', type: 'signup', event: undefined }]);
});
