import { expect, test } from 'vitest';
import { acceptsGzip } from './compressStream.ts';

test.each([
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['GZIP', true],
  ['br, gzip;q=0.5', true],
  ['gzip;q=0', false],
  ['gzip; q=0.0, br', false],
  ['*', true],
  ['*;q=0', false],
  ['gzip;q=0, *', false],
  ['identity', false],
  ['xgzip', false],
])('%j: %s', (header, accepted) => {
  expect(acceptsGzip(header)).toBe(accepted);
});
