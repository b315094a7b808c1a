import { beforeEach, expect, test } from 'vitest';
import { createStore } from '../browser/createStore.ts';
import { createSession } from './createSession.ts';

const minute = 60_000;
const start = 1_800_000_000_000;

beforeEach(() => {
  localStorage.clear();
});

test('continues while less than half an hour passes between two events', () => {
  const session = createSession(createStore(), 'session', () => {});
  const id = session(start);
  expect(id).toMatch(/^sess_[0-9a-f-]{36}$/);
  for (let n = 1; n < 10; n++) expect(session(start + n * 29 * minute)).toBe(id);
});

test('ends after half an hour without an event', () => {
  const session = createSession(createStore(), 'session', () => {});
  const id = session(start);
  expect(session(start + 31 * minute)).not.toBe(id);
});

test('always ends after a day', () => {
  const session = createSession(createStore(), 'session', () => {});
  const id = session(start);
  let now = start;
  while (now < start + 24 * 60 * minute - 20 * minute) {
    now += 20 * minute;
    expect(session(now)).toBe(id);
  }
  expect(session(now + 21 * minute)).not.toBe(id);
});

test('is the same in all tabs', () => {
  const [first, second] = [
    createSession(createStore(), 'session', () => {}),
    createSession(createStore(), 'session', () => {}),
  ];
  const id = first(start);
  expect(second(start + minute)).toBe(id);
  expect(second(start + 25 * minute)).toBe(id);
  expect(first(start + 50 * minute)).toBe(id);
});

test('a clock that was once ahead does not make it endless', () => {
  const session = createSession(createStore(), 'session', () => {});
  const id = session(start + 365 * 24 * 60 * minute);
  expect(session(start)).not.toBe(id);
});
