import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROUTES } from '@onevault/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { skipUnless } from '../../../../scripts/skipUnless.ts';
import { ask } from '../http/ask.ts';
import { endAllCli, runServer } from '../http/runCli.ts';

const KEY = 'shop:a-token';

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'onevault-owner-'));
});
afterEach(endAllCli);
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const options = (folder: string) => ['--port', '0', '--quiet', '--database', folder, '--key', KEY];
const track = (url: string, eventId: string) => ask(url + ROUTES.track, { key: KEY, body: { event_id: eventId } });

test('of three processes that open a folder at the same moment one gets it, a hundred times', async () => {
  const program = fileURLToPath(new URL('raceForFolders.mjs', import.meta.url));
  const racers = [1, 2, 3].map(() => fork(program, { execArgv: [] }));
  try {
    for (let race = 1; race <= 100; race += 1) {
      const folder = join(parent, `race-${race}`);
      const answers = racers.map((racer) => once(racer, 'message').then(([answer]) => String(answer)));
      for (const racer of racers) racer.send(folder);
      const said = await Promise.all(answers);
      expect(said.filter((answer) => answer === 'has it')).toHaveLength(1);
      expect(said.filter((answer) => answer.startsWith(`[OneVault] Failed to open ${folder}: `))).toHaveLength(2);
    }
  } finally {
    for (const racer of racers) racer.kill();
    await Promise.all(racers.map(ended));
  }
});

test('a second server on a folder is refused and names the owner; after a kill -9 of the owner it starts', async () => {
  const folder = join(parent, 'second');
  const first = runServer(options(folder));
  expect((await track(await first.url, 'evt_1')).status).toBe(200);
  const second = await runServer(options(folder)).ended;
  expect(second).toMatchObject({ code: 1, stdout: '' });
  expect(second.stderr).toMatch(/^\[OneVault\] Failed to open .*second: process \d+ on \S+, since \S+ uses it\. Try /);
  first.signal('SIGKILL');
  await first.ended;
  const third = runServer(options(folder));
  expect((await track(await third.url, 'evt_1')).body).toMatchObject({ success: true, duplicate: true });
});

// As two containers on one volume: each server is process 1 of its own namespace.
const NAMESPACE = ['unshare', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc'];
const hasNamespaces = spawnSync(NAMESPACE[0] ?? '', [...NAMESPACE.slice(1), 'true']).status === 0;

describe(
  'two servers in two process namespaces',
  skipUnless(hasNamespaces, 'unshare makes no process namespaces here'),
  () => {
    test('never share a folder: the second is refused, and nothing is lost', async () => {
      const folder = join(parent, 'namespaces');
      const first = runServer(options(folder), {}, NAMESPACE);
      const url = await first.url;
      for (let event = 1; event <= 20; event += 1) expect((await track(url, `evt_${event}`)).status).toBe(200);
      const second = await runServer(options(folder), {}, NAMESPACE).ended;
      expect(second.code).not.toBe(0);
      expect(second.stderr).toMatch(/Failed to open .*namespaces: process 1 on \S+, since \S+ uses it\./);
      expect((await track(url, 'evt_21')).status).toBe(200);
      first.signal('SIGKILL');
      await first.ended;
      const third = runServer(options(folder), {}, NAMESPACE);
      const dashboard = await ask((await third.url) + ROUTES.dashboard, { key: KEY });
      expect(dashboard.body).toMatchObject({ summary: { total_events: 21, processed_to_business: 21 } });
    });
  },
);

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
