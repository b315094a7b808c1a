import { expect, test } from 'vitest';
import { toBody } from './toBody.ts';

const toEvent = (id: string, event_data: object = {}) => ({
  _json: JSON.stringify({ event_id: id, event_type: 'x', page_url: '', event_data }),
});

test('one event is an object, several are an array, each with the time of sending', () => {
  expect(JSON.parse(toBody([toEvent('a', { n: 1 })], 'now'))).toEqual({
    event_id: 'a',
    event_type: 'x',
    page_url: '',
    event_data: { n: 1, sent_at: 'now' },
  });
  expect(JSON.parse(toBody([toEvent('a'), toEvent('b')], 'now'))).toMatchObject([
    { event_id: 'a', event_data: { sent_at: 'now' } },
    { event_id: 'b', event_data: { sent_at: 'now' } },
  ]);
});

test('without a sending time there is no sent_at', () => {
  expect(JSON.parse(toBody([toEvent('a', { n: 1 })])).event_data).toEqual({ n: 1 });
});

test('writes sent_at into any form of data', () => {
  const data = { text: '"}}', deep: { '}}': ['\\', '\u2028', '\ud83c\udf75'] }, empty: {} };
  expect(JSON.parse(toBody([toEvent('a', data)], 'now')).event_data).toEqual({ ...data, sent_at: 'now' });
});
