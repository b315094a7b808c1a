import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cutStalledStream } from './cutStalledStream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createResponse() {
  const response = Object.assign(new EventEmitter(), { writableNeedDrain: false, destroy: vi.fn() });
  cutStalledStream(response as unknown as ServerResponse, 60_000);
  return response;
}

test('a client that reads nothing is cut', () => {
  const response = createResponse();
  response.writableNeedDrain = true;
  vi.advanceTimersByTime(59_000);
  expect(response.destroy).not.toHaveBeenCalled();
  vi.advanceTimersByTime(30_000);
  expect(response.destroy).toHaveBeenCalledOnce();
});

test('a client that reads slowly, or for which nothing was made, is not cut', () => {
  const response = createResponse();
  for (let portion = 0; portion < 20; portion += 1) {
    response.writableNeedDrain = true;
    vi.advanceTimersByTime(50_000);
    response.writableNeedDrain = false;
    response.emit('drain');
  }
  vi.advanceTimersByTime(600_000);
  expect(response.destroy).not.toHaveBeenCalled();
});

test('no timer is left of a connection that is closed', () => {
  const response = createResponse();
  response.writableNeedDrain = true;
  vi.advanceTimersByTime(30_000);
  response.emit('close');
  expect(vi.getTimerCount()).toBe(0);
});
