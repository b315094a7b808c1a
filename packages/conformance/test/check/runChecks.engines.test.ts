import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { runChecks } from '@onevault/server/internal/check/runChecks';
import type { Engine } from '@onevault/server/internal/engine/port';
import { describe, expect, test } from 'vitest';
import { openEngine } from '../../src/databases/openEngine.ts';

/** Longer than the promised second: the machine runs other tests at the same time. */
const PATIENCE_MS = 30_000;

const engines: [name: string, open: () => Promise<Engine>][] = [
  ['memory', async () => createMemoryEngine()],
  ['PGlite', () => openEngine('pglite')],
  ['PostgreSQL', () => openEngine('postgres')],
];

describe('all seven checks pass', () => {
  test.each(engines)('on %s', async (_name, open) => {
    const engine = await open();
    const server = await createMockServer({ engine });
    const lines: string[] = [];
    const { passed } = await runChecks({
      url: server.url,
      customer: 'demo',
      token: 'ovt_demo',
      patienceMs: PATIENCE_MS,
      out: (line) => lines.push(line),
    });
    await server.close();
    await engine.close();
    expect(lines.filter((line) => line.includes('FAIL'))).toEqual([]);
    expect(passed).toBe(7);
  });
});

test('reports a write key differently from a wrong key', async () => {
  const server = await createMockServer({ keys: [{ customerId: 'demo', token: 'ovw_demo', scope: 'write' }] });
  const lines: string[] = [];
  const out = (line: string) => lines.push(line);
  const { passed } = await runChecks({ url: server.url, customer: 'demo', token: 'ovw_demo', patienceMs: 0, out });
  await server.close();
  expect(passed).toBe(2);
  expect(lines.join('\n')).toContain('this is a write key; the checks need a key that may also read');
});
