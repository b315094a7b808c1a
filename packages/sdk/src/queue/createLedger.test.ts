import { expect, test } from 'vitest';
import { createLedger } from './createLedger.ts';

test('keeps the newest 99 records in a ring, numbered without gaps', () => {
  const ledger = createLedger(undefined);
  for (let n = 1; n <= 150; n++) ledger._emit('queued', { _id: `e${n}`, _type: 'x', _json: '{}' });
  const numbers = ledger._records.map(([number]) => number).sort((a, b) => a - b);
  expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([99, 52, 150]);
});

test('a record has what listeners get, and the event as it is sent; of a refused one only its type', () => {
  const ledger = createLedger(undefined);
  const heard: unknown[] = [];
  ledger._on('retry', (event) => heard.push(event));
  ledger._emit('retry', { _id: 'e1', _type: 'signup', _json: '{"a":1}' }, 'HTTP 503');
  ledger._refuse({ _type: 'secret_plan', _url: 'https://a.example/?token=1', _data: { password: 'x' } }, 'consent');
  expect(ledger._records).toEqual([
    [1, 'retry', expect.any(Number), heard[0], 'signup', '{"a":1}'],
    [2, 'dropped', expect.any(Number), { event_id: '', error: 'consent', reason: 'consent' }, 'secret_plan', undefined],
  ]);
});
