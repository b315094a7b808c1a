import { expect, test } from 'vitest';
import { isLocalHost } from './isLocalHost.ts';

test.each([
  'localhost',
  'localhost:8000',
  'LOCALHOST',
  'app.localhost:3000',
  '127.0.0.1:8000',
  '127.1.2.3',
  '[::1]:80',
])('%s is this machine', (host) => {
  expect(isLocalHost(host)).toBe(true);
});

test.each([
  'evil.example',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '192.168.1.2:8000',
  '0.0.0.0',
  '',
  '[::2]',
])('%s is not', (host) => {
  expect(isLocalHost(host)).toBe(false);
});

test('names that are allowed are, whatever their port', () => {
  expect(isLocalHost('mock:8000', ['mock'])).toBe(true);
  expect(isLocalHost('notmock:8000', ['mock'])).toBe(false);
});
