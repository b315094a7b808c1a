import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { ROUTES } from '@onevault/contract';
import { readFlags } from '@onevault/server/internal/cli/readFlags';
import { SERVER_FLAGS } from '@onevault/server/internal/cli/readServerOptions';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findFreePort } from '../../../../scripts/findFreePort.ts';
import { skipUnless } from '../../../../scripts/skipUnless.ts';
import { bin } from '../../../server/package.json';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { ask } from './ask.ts';
import { endAllCli, runServer } from './runCli.ts';

interface Service {
  command: string[];
  image: string;
  restart: string;
  environment: Record<string, string>;
  healthcheck: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  volumes?: string[];
}

const read = (path: string) => readFileSync(new URL(`../../../../deploy/${path}`, import.meta.url), 'utf8');
const compose: { services: Record<'server' | 'worker' | 'postgres', Service>; volumes: Record<string, unknown> } =
  parse(read('docker-compose.yml'), { merge: true });
const { server, worker, postgres } = compose.services;

afterEach(endAllCli);

test('server and worker wait for the database, restart automatically and use one image', () => {
  for (const service of [server, worker]) {
    expect(service.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(service.restart).toBe('unless-stopped');
    expect(service.image).toBe(server.image);
    expect(service.environment.NODE_ENV).toBe('production');
  }
  expect(postgres.volumes?.[0]?.split(':')[0]).toBe(Object.keys(compose.volumes)[0]);
  expect(server.ports).toEqual(['127.0.0.1:8000:8000']);
});

test('the health checks are programs', () => {
  for (const { healthcheck } of [server, worker]) {
    expect(healthcheck.test.slice(0, 3)).toEqual(['CMD', 'node', '-e']);
    expect(() => new Script(healthcheck.test[3] ?? '')).not.toThrow();
  }
});

test('the image starts the command of the package', () => {
  const dockerfile = read('Dockerfile');
  expect(dockerfile).toContain(`ENTRYPOINT ["node", "/app/${bin['onevault-server'].replace('./', '')}"]`);
  expect(dockerfile).toMatch(/^USER node$/m);
});

test('its commands work: they create a key, store events and process them', async () => {
  const env = { NODE_ENV: 'production', DATABASE_URL: await createDatabase({ isEmpty: true }) };
  const key = await runServer(['keys', 'create', '--customer', 'shop', '--scope', 'full'], env).ended;
  const [serverMetrics, workerMetrics] = [await findFreePort(), await findFreePort()];
  // As in the file, but on free ports.
  const withPort = (command: string[], port: number) => command.map((part) => (part === '9100' ? String(port) : part));
  const runningServer = runServer([...withPort(server.command, serverMetrics), '--port', '0'], env);
  const url = (await runningServer.url).replace('0.0.0.0', '127.0.0.1');
  const runningWorker = runServer(withPort(worker.command, workerMetrics), env);
  await runningWorker.ready;

  const shop = `shop:${key.stdout.trim()}`;
  expect((await ask(url + ROUTES.trackAsync, { body: {}, key: shop })).status).toBe(200);
  expect((await ask(`${url}${ROUTES.settled}?timeout_ms=30000`, { key: shop })).body).toMatchObject({ settled: true });
  expect((await fetch(url + ROUTES.healthReady)).status).toBe(200);
  for (const port of [serverMetrics, workerMetrics]) {
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}${ROUTES.healthLive}`)).status).toBe(200);
  }
  for (const run of [runningServer, runningWorker]) {
    run.signal('SIGTERM');
    expect((await run.ended).code).toBe(0);
  }
});

test('the systemd unit starts the command of the package, and can be enabled', () => {
  const unit = read('onevault-server.service');
  const sections = unit.split('\n').filter((line) => line.startsWith('['));
  expect(sections).toEqual(['[Unit]', '[Service]', '[Install]']);
  expect(unit).toMatch(/^WantedBy=multi-user\.target$/m);
  expect(unit).toMatch(/^Environment=NODE_ENV=production$/m);
  const [, main, flags = ''] = /^ExecStart=\/usr\/bin\/node (\S+) (.*)$/m.exec(unit) ?? [];
  expect(main).toBe(`/opt/onevault/node_modules/@onevault/server/${bin['onevault-server'].replace('./', '')}`);
  expect(() => readFlags(flags.split(' '), SERVER_FLAGS)).not.toThrow();
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
test('systemd accepts the unit', skipUnless(hasSystemd, 'no systemd-analyze on this machine'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'onevault-unit-'));
  // It wants to see the program.
  const path = join(folder, 'onevault-server.service');
  writeFileSync(path, read('onevault-server.service').replace('/usr/bin/node', process.execPath));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect({ status, stderr: stderr.split('\n').filter((line) => line.includes('onevault-server')) }).toEqual({
    status: 0,
    stderr: [],
  });
});
