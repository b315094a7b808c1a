import { runWorker } from '@onevault/server/internal/cli/commands/runWorker';
import { expect, test } from 'vitest';
import { createTestTerminal } from './createTestTerminal.ts';

test.each([
  [['--database', 'memory'], '--database: memory is for tests'],
  [['--database', 'some/folder'], '--database: a worker and servers can share only PostgreSQL'],
  [[], '--database: a worker and servers can share only PostgreSQL'],
  [['--port', '1'], '--port: there is no such flag'],
  [['--database', 'postgres://x/y', '--log-format', 'xml'], '--log-format: the format is unknown'],
  [['--database', 'postgres://x/y', '--metrics-token', 'm'], '--metrics-token: a worker serves metrics only on a port'],
])('refuses worker %j before it opens a database', async (args, what) => {
  const refused = runWorker(args, {}, createTestTerminal().terminal);
  await expect(refused).rejects.toThrow(/^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.$/);
  await expect(refused).rejects.toThrow(what);
});

test('--help lists its flags', async () => {
  const { terminal, printed } = createTestTerminal();
  await runWorker(['--help'], {}, terminal);
  for (const flag of ['--database', '--metrics-port', '--metrics-token', '--log-format', '--quiet']) {
    expect(printed[0]).toContain(flag);
  }
});
