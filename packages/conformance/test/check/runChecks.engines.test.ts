import { createMemoryEngine } from '@onevault/mock-server/internal/memory/createMemoryEngine';
import { createMockServer } from '@onevault/mock-server/internal/testing';
import { runChecks } from '@onevault/server/internal/check/runChecks';
import { runCheck } from '@onevault/server/internal/cli/commands/runCheck';
import type { Engine } from '@onevault/server/internal/engine/port';
import { createPostgresEngine } from '@onevault/server/internal/engine/postgres/createPostgresEngine';
import { describe, expect, test } from 'vitest';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { openEngine } from '../../src/databases/openEngine.ts';
import { createTestTerminal } from '../cli/createTestTerminal.ts';

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

test('names a key that is bound to origins', async () => {
  const server = await createMockServer({
    keys: [{ customerId: 'demo', token: 'ovw_demo', scope: 'write', allowedOrigins: ['https://shop.example'] }],
  });
  const lines: string[] = [];
  const out = (line: string) => lines.push(line);
  await runChecks({ url: server.url, customer: 'demo', token: 'ovw_demo', patienceMs: 0, out });
  await server.close();
  expect(lines.join('\n')).toContain('HTTP 403, this key is bound to the pages of some origins');
});

describe('the command cleans up after itself', () => {
  const run = async (args: string[], env: Record<string, string>) => {
    const { terminal, printed, said } = createTestTerminal();
    await runCheck(args, env, terminal);
    // The command sets it for its own process.
    process.exitCode = undefined;
    return { report: printed.join('\n'), said };
  };

  test('with the database it removes the events; without, or with another one, it says how', async () => {
    const url = await createDatabase();
    const engine = await createPostgresEngine({ url });
    const server = await createMockServer({ engine });
    const args = ['--url', server.url];
    const { report, said } = await run(args, { DATABASE_URL: url });
    expect(report).toContain('PASS Dashboard Data');
    expect(said.at(-1)).toMatch(/^Removed the \d events of the checks\.$/);
    expect(await engine.recentEvents('demo', 100)).toEqual([]);

    const without = await run(args, {});
    const command = /onevault-server erase --customer demo --visitor (visitor_check_\S+)$/.exec(
      without.said.at(-1) ?? '',
    );
    expect(Object.keys(await engine.operations.visitorTraces('demo', command?.[1] ?? ''))).not.toEqual([]);
    await engine.operations.eraseVisitor('demo', command?.[1] ?? '');
    expect(await engine.recentEvents('demo', 100)).toEqual([]);

    const other = await run(args, { DATABASE_URL: 'postgres://me:se-cret@127.0.0.1:1/x' });
    expect(other.said.at(-1)).toMatch(
      /nothing listens on 127\.0\.0\.1:1\. .*events of the checks stay: onevault-server erase/,
    );
    expect(other.said.join()).not.toContain('se-cret');
    await server.close();
    await engine.close();
  });
});
