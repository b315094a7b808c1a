import { expect, test } from 'vitest';
import type { WireEvent } from '../events.ts';
import { scrubUrl } from '../privacy/scrubUrl.ts';
import { findMasks } from './findMasks.ts';

const find = (event: Partial<WireEvent>) =>
  findMasks({ event_id: 'evt_1', event_type: 'x', page_url: 'https://shop.example/', event_data: {}, ...event });

test.each([
  ['/a?token=1', 'token', 'name'],
  ['/a?plan=ann@mail.example', 'plan', 'value'],
  ['/a?x=1#state=ann@mail.example', 'state', 'value'],
  ['/invite/k3y9zz', 'invite', 'behind'],
  ['/orders/4111111111111111', 'orders', 'value'],
  ['mailto:ann@mail.example', 'mailto', 'content'],
  ['data:text/html,hello', 'data', 'content'],
])('%s: why it is masked', (address, part, reason) => {
  const page_url = scrubUrl(/^\//.test(address) ? `https://shop.example${address}` : address);
  expect(page_url).toContain('[masked]');
  expect(find({ page_url })).toEqual([{ pointer: '/page_url', part, reason }]);
});

test('several in one address, and what is not masked is not listed', () => {
  const page_url = scrubUrl('https://shop.example/a?email=a&utm_source=news&key=2&code=3&size=4');
  expect(find({ page_url }).map(({ part }) => part)).toEqual(['email', 'key', 'code']);
});

test('the end of an address that was cut', () => {
  const page_url = scrubUrl(`https://shop.example/?text=${'a'.repeat(9_000)}`);
  const long = scrubUrl(`https://shop.example/?${'a=b&'.repeat(2_100)}text=${'c'.repeat(900)}`);
  expect(find({ page_url }).map(({ reason }) => reason)).toEqual(['value']);
  expect(find({ page_url: long }).at(-1)).toMatchObject({ reason: 'cut' });
});

test('inside of the data, by its JSON pointer', () => {
  const event_data = { list: [{ 'a/b~c': scrubUrl('https://u:p@shop.example/?pw=1') }] };
  expect(find({ event_data })).toEqual([{ pointer: '/event_data/list/0/a~1b~0c', part: 'pw', reason: 'name' }]);
});

test('a text that was not read, and fields of a form', () => {
  expect(find({ event_data: { text: '', element_type: 'button' } })).toEqual([
    { pointer: '/event_data/text', part: '', reason: 'text' },
  ]);
  expect(find({ event_data: { text: '' } })).toEqual([]);
  expect(find({ event_type: 'form_submission' })).toMatchObject([{ reason: 'fields' }]);
});

test('an event whose data is no object is read too', () => {
  expect(find({ event_data: null as never, page_url: 7 as never })).toEqual([]);
});
