import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HELP } from '../../src/cli/readOptions.ts';
import { createMemoryEngine } from '../../src/engine/memory/createMemoryEngine.ts';
import { createMetrics } from '../../src/metrics/createMetrics.ts';
import { FAULTS } from '../../src/testing/faults/checkFault.ts';
import { createMockServer, type MockServer } from '../../src/testing/index.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../../README.md');

let server: MockServer;
beforeAll(async () => {
  const engine = createMemoryEngine();
  server = await createMockServer({ engine, metrics: { metrics: createMetrics(engine), endpoint: true, token: null } });
});
afterAll(() => server?.close());

describe('the README leaves nothing out', () => {
  test('every flag', () => {
    for (const [flag] of HELP.matchAll(/--[a-z-]+/g)) expect(readme).toContain(`\`${flag}`);
  });

  test('every route', () => {
    for (const { path } of server.service.endpoints) {
      const template = path.replace(/:(\w+)/g, '{$1}');
      expect(readme).toMatch(new RegExp(`(GET|POST|DELETE)[^\n]* ${template.replace(/[{}]/g, '\\$&')}`));
    }
  });

  test('every error code', () => {
    const [, codes = ''] = /type ErrorCode =([^;]+);/.exec(read('../../../contract/src/wire.ts')) ?? [];
    const names = Array.from(codes.matchAll(/'([A-Z_]+)'/g), ([, name]) => name);
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect(readme).toContain(`\`${name}\``);
  });

  test('every fault', () => {
    for (const name of FAULTS) expect(readme).toContain(`fault: '${name}'`);
  });
});
