import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test.each([
  ['README.md', 'examples/integration-tests/test/inProcess.test.ts'],
  ['docs/testing.md', 'examples/integration-tests/test/BookButton.test.tsx'],
  ['docs/testing.md', 'examples/playwright/shop.spec.ts'],
])('%s contains %s unchanged', (document, path) => {
  expect(read(document)).toContain(read(path).trim());
});
