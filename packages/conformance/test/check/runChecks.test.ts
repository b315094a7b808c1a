import { type CheckOptions, runChecks } from '@onevault/server/internal/check/runChecks';
import { afterEach, expect, test } from 'vitest';
import { type Lie, startInheritedServer } from './startInheritedServer.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function check(options: Partial<CheckOptions> & { lie?: Lie }) {
  const server = await startInheritedServer(options.lie);
  stops.push(server.stop);
  const lines: string[] = [];
  const results = await runChecks({
    url: server.url,
    customer: 'demo',
    token: 'right',
    patienceMs: 100,
    out: (line) => lines.push(line),
    ...options,
  });
  const failed = lines.filter((line) => line.startsWith('❌ FAIL ')).map((line) => line.slice(7));
  return { ...results, lines, failed };
}

test('prints the inherited report for a server of the inherited contract, which lacks the event route', async () => {
  const { lines, passed } = await check({});
  expect(lines.join('\n')).toBe(`🧪 Site Tracking Automation API Test Suite
============================================================
✅ PASS Health Check
✅ PASS Database Health Check
✅ PASS Automatic Processing
✅ PASS Background Processing
✅ PASS Status Monitoring
✅ PASS Dashboard Data
✅ PASS Manual Trigger

🎯 Overall Results: 7/7 tests passed
🎉 ALL TESTS PASSED! Site tracking automation is working correctly.`);
  expect(passed).toBe(7);
});

test.each<[Lie, string[]]>([
  [
    'stores nothing',
    ['Automatic Processing', 'Background Processing', 'Status Monitoring', 'Dashboard Data', 'Manual Trigger'],
  ],
  ['never processes background events', ['Background Processing', 'Manual Trigger']],
  ['sets every event aside', ['Automatic Processing', 'Background Processing', 'Dashboard Data', 'Manual Trigger']],
  ['ignores the limit', ['Dashboard Data']],
  ['shows the oldest first', ['Status Monitoring', 'Dashboard Data']],
  ['counts are constants', ['Dashboard Data']],
  ['database is down', ['Database Health Check']],
])('a server that answers success but %s fails %j', async (lie, wanted) => {
  const { failed, passed, lines } = await check({ lie });
  expect(failed).toEqual(wanted);
  expect(passed).toBe(7 - wanted.length);
  expect(lines).toContain(`🎯 Overall Results: ${passed}/7 tests passed`);
  expect(lines.join('\n')).not.toContain('🎉');
});

test('names the event that was lost', async () => {
  const { lines } = await check({ lie: 'stores nothing' });
  expect(lines.join('\n')).toMatch(
    /FAIL Automatic Processing\n {3}the event evt_\S+ was accepted, but is not in the business layer: nowhere/,
  );
});

test('reports a wrong token', async () => {
  const { lines, passed } = await check({ token: 'wrong', customer: 'acme' });
  expect(passed).toBe(2);
  expect(lines.join('\n')).toContain('HTTP 401, the server does not accept this token for customer "acme"');
});

test('stops at the first check if no server listens, and reports that', async () => {
  const server = await startInheritedServer();
  await server.stop();
  const { lines, failed, passed } = await check({ url: server.url });
  expect(failed).toEqual(['Health Check']);
  expect(passed).toBe(0);
  expect(lines.join('\n')).toMatch(/Failed to reach http:\S+: .*Is the server running there\?/);
});

test('reports when another program than this API answers', async () => {
  const { url } = await startPage();
  const { lines } = await check({ url });
  expect(lines.join('\n')).toContain('GET /health: status is missing, expected "healthy"');
});

async function startPage() {
  const { createServer } = await import('node:http');
  const server = createServer((_request, response) => {
    response.end('<h1>It works!</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
}
