import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test.each([
  'examples/integration-tests/test/inProcess.test.ts',
  'examples/integration-tests/test/BookButton.test.tsx',
  'examples/playwright/shop.spec.ts',
])('the README shows %s as it is', (path) => {
  expect(read('README.md')).toContain(read(path).trim());
});
