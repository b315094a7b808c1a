import { MAX_EVENT_TYPE_LENGTH, MAX_PAGE_URL_LENGTH } from '@onevault/contract';
import { TrackBodySchema } from '@onevault/contract/schemas';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { validateEvent } from './validateEvent.ts';

test('keeps event_type, page_url and event_data as they arrived, and drops all else', () => {
  expect(validateEvent({}, ['body'])).toEqual({ event: { eventId: null, payload: {} } });
  expect(
    validateEvent(
      {
        event_id: 'evt_a-B_9',
        event_type: 'signup',
        page_url: '',
        event_data: { plan: 'pro' },
        other: 1,
        tenant_hk: 'x',
      },
      ['body'],
    ),
  ).toEqual({
    event: { eventId: 'evt_a-B_9', payload: { event_type: 'signup', page_url: '', event_data: { plan: 'pro' } } },
  });
});

test('names the place and the problem of every wrong field', () => {
  const body = { event_id: 'abc', event_type: '', page_url: 5, event_data: [] };
  expect(validateEvent(body, ['body', 3])).toEqual({
    problems: [
      {
        loc: ['body', 3, 'event_id'],
        msg: "Input should be 'evt_' and 1 to 64 of the letters, digits, '_' and '-'",
        type: 'string_pattern_mismatch',
      },
      { loc: ['body', 3, 'event_type'], msg: 'String should have at least 1 character', type: 'string_too_short' },
      { loc: ['body', 3, 'page_url'], msg: 'Input should be a valid string', type: 'string_type' },
      { loc: ['body', 3, 'event_data'], msg: 'Input should be a valid object', type: 'object_type' },
    ],
  });
});

test('counts characters, not UTF-16 units', () => {
  const accepts = (body: object) => 'event' in validateEvent(body, ['body']);
  expect(accepts({ event_type: '\u{1f600}'.repeat(MAX_EVENT_TYPE_LENGTH) })).toBe(true);
  expect(accepts({ event_type: '\u{1f600}'.repeat(MAX_EVENT_TYPE_LENGTH + 1) })).toBe(false);
  expect(accepts({ page_url: 'x'.repeat(MAX_PAGE_URL_LENGTH) })).toBe(true);
  expect(accepts({ page_url: 'x'.repeat(MAX_PAGE_URL_LENGTH + 1) })).toBe(false);
});

test('makes texts storable', () => {
  expect(validateEvent({ event_type: 'a\0', page_url: '\ud800' }, ['body'])).toEqual({
    event: { eventId: null, payload: { event_type: 'a\ufffd', page_url: '\ufffd' } },
  });
});

test('accepts and refuses the same events as the schema', () => {
  const schema = Compile(TrackBodySchema);
  const field = fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 1, arbitrary: fc.constantFrom('', 'page_view', 'evt_1', 'evt_', `evt_${'a'.repeat(65)}`, 'evt_é') },
    { weight: 1, arbitrary: fc.stringMatching(/^evt_[\w-]{0,66}$/) },
    { weight: 1, arbitrary: fc.integer({ min: 195, max: 205 }).map((length) => 'x'.repeat(length)) },
    { weight: 1, arbitrary: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })) },
  );
  const body = fc.record(
    { event_id: field, event_type: field, page_url: field, event_data: field, other: field },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof({ weight: 5, arbitrary: body }, { weight: 1, arbitrary: fc.jsonValue() }), (value) => {
      expect('event' in validateEvent(value, ['body'])).toBe(schema.Check(value));
    }),
    { numRuns: 2_000, seed: 2 },
  );
});
