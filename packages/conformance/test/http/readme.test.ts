import { readFileSync } from 'node:fs';
import { FAULTS } from '@onevault/mock-server/internal/faults/checkFault';
import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { SERVER_FLAGS } from '@onevault/server/internal/cli/readServerOptions';
import { createMetrics } from '@onevault/server/internal/metrics/createMetrics';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../../../server/README.md');
const mockReadme = read('../../../mock-server/README.md');

let server: MockServer;
beforeAll(async () => {
  const engine = createMemoryEngine();
  server = await createMockServer({ engine, metrics: { metrics: createMetrics(engine), endpoint: true, token: null } });
});
afterAll(() => server?.close());

describe('the READMEs leave nothing out', () => {
  test('every flag', () => {
    for (const flag of Object.keys(SERVER_FLAGS)) expect(readme).toContain(`\`--${flag}`);
    for (const flag of ['database', 'key', 'fault', 'plan']) expect(mockReadme).toContain(`\`--${flag} `);
  });

  test('every route', () => {
    for (const { path } of server.service.endpoints) {
      const template = path.replace(/:(\w+)/g, '{$1}');
      const place = path.startsWith('/mock/') ? mockReadme : readme;
      expect(place).toMatch(new RegExp(`(GET|POST|DELETE)[^\n]* ${template.replace(/[{}]/g, '\\$&')}`));
    }
  });

  test('every error code', () => {
    const [, codes = ''] = /type ErrorCode =([^;]+);/.exec(read('../../../contract/src/errorCode.ts')) ?? [];
    const names = Array.from(codes.matchAll(/'([A-Z_]+)'/g), ([, name]) => name);
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect(readme).toContain(`\`${name}\``);
  });

  test('every fault', () => {
    for (const name of FAULTS) expect(mockReadme).toContain(`fault: '${name}'`);
  });
});
