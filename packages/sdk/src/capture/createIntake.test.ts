import { beforeEach, expect, test, vi } from 'vitest';
import type { Consent } from '../config.ts';
import type { Answer, Draft, DropReason } from '../events.ts';
import { createIntake } from './createIntake.ts';
import { toDraft } from './toDraft.ts';

let consent: Consent;
let isOverLimit: boolean;
let isFull: boolean;
let held: ((isGranted: boolean) => void)[];
const pass = vi.fn((_draft: Draft, answer: Answer): DropReason | undefined => {
  answer({ success: true } as never);
  return undefined;
});
const see = vi.fn();
const refuse = vi.fn((_draft: Draft | undefined, dropped: DropReason, error: string = dropped) => ({
  success: false as const,
  error,
  dropped,
  event_data: {},
}));
const track = createIntake({
  _see: see,
  _isOverLimit: () => isOverLimit,
  _gate: {
    _ask: () => consent,
    _hold(settle) {
      held.push(settle);
      return !isFull;
    },
  },
  _pass: pass,
  _refuse: refuse,
});

beforeEach(() => {
  consent = 'granted';
  isOverLimit = false;
  isFull = false;
  held = [];
  vi.clearAllMocks();
});

test('passes a draft on, after the page hooks', async () => {
  expect(await track(toDraft, 'x', { a: 1 })).toEqual({ success: true });
  expect(see).toHaveBeenCalledWith(expect.objectContaining({ _type: 'x', _data: { a: 1 } }));
  expect(refuse).not.toHaveBeenCalled();
});

test('refuses without consent, over the limit, and if the next stage refuses', async () => {
  pass.mockReturnValueOnce('sampled');
  expect(await track(toDraft, 'x')).toMatchObject({ dropped: 'sampled' });
  isOverLimit = true;
  expect(await track(toDraft, 'x')).toMatchObject({ dropped: 'rate_limited' });
  consent = 'denied';
  expect(await track(toDraft, 'x')).toMatchObject({ dropped: 'consent' });
  expect(refuse).toHaveBeenCalledTimes(3);
});

test('an error in capturing or in the next stage becomes an answer', async () => {
  const fail = (): never => {
    throw new Error('mine');
  };
  expect(await track(fail)).toMatchObject({ dropped: 'unserializable', error: 'mine' });
  pass.mockImplementationOnce(fail);
  expect(await track(toDraft, 'x')).toMatchObject({ dropped: 'unserializable', error: 'mine' });
});

test('holds a copy with its time until the visitor decides, and answers at once', async () => {
  consent = 'pending';
  const data = { list: [1] };
  expect(await track(toDraft, 'x', data)).toMatchObject({ success: false, queued: true, error: 'Consent pending' });
  data.list.push(2);
  expect(pass).not.toHaveBeenCalled();
  held[0]?.(true);
  expect(pass.mock.calls[0]?.[0]).toMatchObject({ _type: 'x', _data: { list: [1], timestamp: expect.any(String) } });
  expect(see).toHaveBeenCalledTimes(1);
});

test('a held event counts as refused if the visitor denies, or if passing it on fails', async () => {
  consent = 'pending';
  await track(toDraft, 'x');
  held[0]?.(false);
  expect(refuse).toHaveBeenLastCalledWith(expect.anything(), 'consent');
  pass.mockImplementationOnce(() => {
    throw new Error('mine');
  });
  held[0]?.(true);
  expect(refuse).toHaveBeenLastCalledWith(expect.anything(), 'unserializable', 'mine');
});

test('an event beyond the limit of held ones is an overflow', async () => {
  consent = 'pending';
  isFull = true;
  expect(await track(toDraft, 'x')).toMatchObject({ dropped: 'overflow' });
});
