import { describe, expect, test } from 'vitest';
import { toOutcome } from './toOutcome.ts';

const events = ['evt_a', 'evt_b'].map((_id) => ({ _id, _type: 'x', _data: { of: _id }, _json: '{}' }));
const one = events.slice(0, 1);
const accepted = { success: true, message: 'stored', event_id: 'evt_a', timestamp: 't', processing: 'automatic' };

function answer(status: number, body?: unknown, headers: Record<string, string> = {}) {
  return {
    _status: status,
    _error: status < 300 && status > 0 ? '' : 'failed',
    _body: body,
    _headers: new Headers(headers),
  };
}

/** Any error of the API has it; of an inherited server only this. */
const refusal = { detail: 'no' };

describe('the table of the README', () => {
  test.each([
    [0, 'wait', 'wait'],
    [304, 'wait', 'wait'],
    [404, 'wait', 'wait'],
    [408, 'wait', 'wait'],
    [415, 'wait', 'wait'],
    [425, 'wait', 'wait'],
    [429, 'wait', 'wait'],
    [500, 'suspect', 'suspect'],
    [502, 'wait', 'wait'],
    [503, 'wait', 'wait'],
    [504, 'wait', 'wait'],
    [599, 'wait', 'wait'],
    [401, 'halt', 'halt'],
    [403, 'halt', 'halt'],
    [400, undefined, 'smaller'],
    [409, undefined, 'smaller'],
    [413, undefined, 'smaller'],
    [418, undefined, 'smaller'],
    [422, undefined, 'single'],
    [200, 'suspect', 'suspect'],
  ])('%i', (status, forOne, forBatch) => {
    expect(toOutcome(answer(status, refusal), one)._next).toEqual(forOne);
    expect(toOutcome(answer(status, refusal), events)._next).toEqual(forBatch);
  });

  test.each([400, 409, 418, 422])('%i drops one event as rejected', (status) => {
    expect(toOutcome(answer(status, refusal), one)._answers).toEqual([
      { success: false, dropped: 'rejected', error: 'failed', event_id: 'evt_a', event_data: { of: 'evt_a' } },
    ]);
  });

  test('any status drops one event that is in `rejected`', () => {
    const rejected = [{ index: 0, event_id: 'evt_a', error_code: 'WRONG_ENVIRONMENT', message: 'for production' }];
    const { _next, _answers } = toOutcome(answer(403, { ...refusal, rejected }), one);
    expect(_next).toBeUndefined();
    expect(_answers).toEqual([
      { success: false, dropped: 'rejected', error: 'for production', event_id: 'evt_a', event_data: { of: 'evt_a' } },
    ]);
  });

  test('413 drops one event as too large', () => {
    expect(toOutcome(answer(413, refusal), one)._answers).toMatchObject([{ dropped: 'too_large' }]);
  });
});

describe('an answer that is not the API’s drops and halts nothing', () => {
  const bodies = [undefined, null, 'Forbidden', [], {}, { message: 'Forbidden' }, { success: 'no' }, { ok: false }];
  describe.each([0, 200, 400, 401, 402, 403, 404, 405, 406, 409, 410, 413, 418, 422, 431, 451])('%i', (status) => {
    test.each(bodies)('with %j', (body) => {
      for (const [batch, tooLarge] of [
        [one, 'suspect'],
        [events, 'smaller'],
      ] as const) {
        const { _next, _answers } = toOutcome(answer(status, body), batch);
        const waits = [0, 404].includes(status) ? 'wait' : status === 413 ? tooLarge : 'suspect';
        expect([_next, _answers?.some(Boolean) ?? false]).toEqual([waits, false]);
      }
    });
  });
});

test.each([
  { error_code: 'INVALID_EVENT' },
  { detail: [{ loc: ['body'], msg: 'no', type: 'x' }] },
  { success: false, error_code: 'INVALID_EVENT', message: 'no', detail: 'no' },
])('the API’s own %j drops the event', (body) => {
  expect(toOutcome(answer(422, body), one)._answers).toMatchObject([{ dropped: 'rejected' }]);
});

describe('in a batch’s answer a list that is missing is empty', () => {
  test.each([{}, { rejected: null, duplicates: null }, { rejected: [] }, { duplicates: [] }])('%j', (lists) => {
    const body = {
      success: true,
      message: 'stored',
      event_ids: ['evt_a', 'evt_b'],
      processing: 'background',
      ...lists,
    };
    expect(toOutcome(answer(200, body), events)).toMatchObject({
      _next: undefined,
      _answers: [
        { success: true, event_id: 'evt_a', processing_status: 'pending' },
        { success: true, event_id: 'evt_b' },
      ],
    });
  });

  test('also that of the stored events, so none is', () => {
    expect(toOutcome(answer(200, { success: true }), events)).toMatchObject({
      _next: 'suspect',
      _answers: [undefined, undefined],
    });
  });
});

test('one event gets the server’s own answer, every field of it', () => {
  const body = { ...accepted, processing_status: 'complete', extra: 1 };
  expect(toOutcome(answer(200, body), one)).toMatchObject({ _next: undefined, _answers: [body] });
});

test('an event of a batch gets its own part of the answer', () => {
  const { event_id, ...rest } = accepted;
  const reason = { rule: 'processing_failed', pointer: '', message: 'no' };
  const body = {
    ...rest,
    event_ids: ['evt_a', 'evt_b'],
    duplicates: ['evt_b'],
    rejected: [],
    set_aside: [{ event_id, status: 'set_aside', reason }],
  };
  expect(toOutcome(answer(200, body), events)).toMatchObject({
    _next: undefined,
    _answers: [
      { ...accepted, processing_status: 'set_aside', set_aside: true, reason },
      { ...accepted, event_id: 'evt_b', processing_status: 'complete', duplicate: true },
    ],
  });
  const later = toOutcome(answer(200, { ...body, processing: 'background' }), events);
  expect(later._answers?.[1]).toMatchObject({ processing: 'background', processing_status: 'pending' });
});

test('an invalid but stored event of a batch is answered as such', () => {
  const reason = { rule: 'event_type_blank', pointer: '/event_type', message: 'blank' };
  const body = {
    ...accepted,
    event_ids: ['evt_a', 'evt_b'],
    duplicates: [],
    rejected: [],
    set_aside: [{ event_id: 'evt_a', status: 'rejected', reason }],
  };
  const [first] = toOutcome(answer(200, body), events)._answers ?? [];
  expect(first).toMatchObject({ success: true, processing_status: 'rejected', reason });
  expect(first).not.toMatchObject({ set_aside: true });
});

test('a refused event is found by its index, since an invalid id is not repeated', () => {
  const rejected = [{ index: 0, event_id: null, error_code: 'INVALID_EVENT', message: 'event_id: too long' }];
  const body = { ...accepted, event_ids: ['evt_b'], duplicates: [], rejected };
  expect(toOutcome(answer(200, body), events)).toMatchObject({
    _next: undefined,
    _answers: [
      { success: false, dropped: 'rejected', error: 'event_id: too long' },
      { success: true, event_id: 'evt_b' },
    ],
  });
});

test.each(['INVALID_JSON', 'INVALID_BODY'])('422 %s is from a server with batches: smaller batches', (error_code) => {
  expect(toOutcome(answer(422, { error_code }), events)._next).toEqual('smaller');
  expect(toOutcome(answer(422, { error_code }), one)._answers).toMatchObject([{ dropped: 'rejected' }]);
});

test('an event that a batch’s answer does not mention is not delivered', () => {
  const body = { ...accepted, event_ids: ['evt_a'], duplicates: [], rejected: [] };
  const outcome = toOutcome(answer(200, body), events);
  expect(outcome._answers?.[1]).toBeUndefined();
  expect(outcome._next).toEqual('suspect');
});

test.each([
  [{ 'Retry-After': '7' }, 7_000, 7_000],
  [{ 'Retry-After': new Date(Date.now() + 60_000).toUTCString() }, 58_000, 60_001],
])('reads Retry-After %j', (headers, least, most) => {
  const { _retryAfterMs } = toOutcome(answer(503, undefined, headers), one);
  expect(_retryAfterMs).toBeGreaterThanOrEqual(least);
  expect(_retryAfterMs).toBeLessThanOrEqual(most);
});
