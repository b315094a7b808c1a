import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runSql } from '../../packages/conformance/src/databases/templates.ts';
import { openStream } from '../../packages/conformance/src/openStream.ts';
import { findFreePort } from '../findFreePort.ts';
import { findProxy } from '../findProxies.mjs';
import { skipUnless } from '../skipUnless.ts';
import { findBlock } from './findBlock.ts';
import { runTool, startTool } from './runTool.ts';

export interface Backend {
  /** For files of the tests. */
  folder: string;
  /** In which the packed packages are installed. */
  project: string;
  postgresUrl: string;
  /** Of a running server with the customer `demo`. */
  serverUrl: string;
}

interface Rule {
  alert: string;
  expr: string;
  for?: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROXIED = 'http://127.0.0.1:8000';
const HEADERS = {
  'X-Customer-ID': 'demo',
  Authorization: 'Bearer ovt_demo',
  'Content-Type': 'application/json',
};
/** For `documents.test.ts`: the blocks that the tests below run. */
export const TOOL_BLOCKS = {
  sql: 'docs/operations.md#roles/1',
  caddy: 'docs/operations.md#tls-and-proxies/1',
  nginx: 'docs/operations.md#tls-and-proxies/2',
  renamingCaddy: 'docs/proxy.md#caddy/1',
  renamingNginx: 'docs/proxy.md#nginx/1',
  alerts: 'docs/operations.md#metrics-and-alerts/1',
  compose: 'docs/operations.md#with-docker-compose/1',
  json: 'docs/reading.md#why-an-event-is-suspicious/1',
  program: 'packages/server/README.md#in-your-own-program/1',
};

/** Declares the tests of the blocks that are neither shell commands nor code of the reader's application. */
export function describeTools(backend: () => Backend): void {
  const nginx = findProxy('nginx');
  test.each([
    ['the API', TOOL_BLOCKS.nginx, expectProxy],
    ['renamed paths', TOOL_BLOCKS.renamingNginx, expectRenamed],
  ])('nginx serves %s by its block', skipUnless(nginx, 'no nginx on this machine'), async (name, id, expectIt) => {
    const { folder, serverUrl } = backend();
    const [port, home] = [await findFreePort(), join(folder, `nginx ${name}`)];
    mkdirSync(home);
    const block = findBlock(id).code.replaceAll(PROXIED, serverUrl);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${kind};`);
    writeFileSync(
      join(home, 'nginx.conf'),
      `daemon off; master_process off; pid nginx.pid; error_log stderr; events {}
      http { access_log off; gzip on; gzip_types *; gzip_proxied any; gzip_min_length 0; ${temporary.join(' ')} server { listen 127.0.0.1:${port};\n${block}\n} }`,
    );
    await expectIt(String(nginx), ['-p', home, '-c', 'nginx.conf'], port, home);
  });

  const caddy = findProxy('caddy');
  test.each([
    ['the API', TOOL_BLOCKS.caddy, expectProxy],
    ['renamed paths', TOOL_BLOCKS.renamingCaddy, expectRenamed],
  ])('Caddy serves %s by its block', skipUnless(caddy, 'no Caddy on this machine'), async (name, id, expectIt) => {
    const { folder, serverUrl } = backend();
    const [port, home] = [await findFreePort(), join(folder, `caddy ${name}`)];
    mkdirSync(home);
    const block = findBlock(id).code.replace(/^\S+ \{/, `http://127.0.0.1:${port} {`);
    // The upstream stands there without a scheme.
    const site = block.replaceAll(new URL(PROXIED).host, new URL(serverUrl).host);
    writeFileSync(join(home, 'Caddyfile'), `{\n  admin off\n}\n${site}\n`);
    await expectIt(String(caddy), ['run', '--config', 'Caddyfile', '--adapter', 'caddyfile'], port, home);
  });

  test('the SQL makes a role without rights, for the owner to enter', async () => {
    // Roles belong to the whole PostgreSQL: names of this test's own, and nothing stays.
    const block = findBlock(TOOL_BLOCKS.sql)
      .code.replaceAll('shop_app', 'test_app')
      .replaceAll('onevault', 'test_owner');
    await runSql(
      backend().postgresUrl,
      `begin; create role test_owner login; ${block}
      do $$ begin
        if not pg_has_role('test_owner', 'test_app', 'member') then raise 'it is not granted'; end if;
        if (select rolsuper or rolbypassrls or rolcanlogin or rolinherit from pg_roles where rolname = 'test_app') then
          raise 'it has a right too many';
        end if;
      end $$;
      rollback`,
    );
  });

  const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
  describe('the alerts', () => {
    test('ask for metrics that the server has', async () => {
      const rules: Rule[] = parse(findBlock(TOOL_BLOCKS.alerts).code);
      const answer = await fetch(`${backend().serverUrl}/metrics`, { headers: { Authorization: 'Bearer metrics' } });
      const metrics = await answer.text();
      for (const { alert, expr, ...more } of rules) {
        expect(alert).toMatch(/^\w+$/);
        expect(Object.keys(more).filter((name) => name !== 'for')).toEqual([]);
        const names = expr.match(/\bonevault_\w+/g) ?? [];
        expect(names).not.toEqual([]);
        for (const name of names) expect(metrics).toContain(`# TYPE ${name.replace(/_(bucket|count|sum)$/, '')} `);
      }
    });

    test('are rules of Prometheus', skipUnless(hasPromtool, 'no promtool on this machine'), async () => {
      const rules = parse(findBlock(TOOL_BLOCKS.alerts).code);
      const file = join(backend().folder, 'rules.json');
      // JSON is YAML.
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'onevault', rules }] }));
      expect(await runTool('promtool', ['check', 'rules', file], backend().folder)).toMatchObject({ code: 0 });
    });
  });

  test('the commands for Compose name files and services that exist', () => {
    const { code } = findBlock(TOOL_BLOCKS.compose);
    const files = Array.from(code.matchAll(/(?:-f|^cp) (\S+)/gm), ([, file = '']) => file);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect(existsSync(join(ROOT, file)), file).toBe(true);
    const { services } = parse(readFileSync(join(ROOT, 'deploy/docker-compose.yml'), 'utf8'), { merge: true });
    const [, service = ''] = /run --rm (\w+)/.exec(code) ?? [];
    expect(Object.keys(services)).toContain(service);
  });

  test('a suspicious event is answered as the JSON says', async () => {
    const { serverUrl } = backend();
    const shown = JSON.parse(findBlock(TOOL_BLOCKS.json).code);
    const event_id = `${shown.event_id}_suspicious`;
    // Everything else about the event is fine.
    const event_data = { session_id: 'sess_1', visitor_id: 'visitor_1', timestamp: new Date().toISOString() };
    await fetch(`${serverUrl}/api/v1/track`, {
      method: 'POST',
      headers: { ...HEADERS, 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
      body: JSON.stringify({ event_id, page_url: 'ftp://shop.example/', event_data }),
    });
    const answer = await fetch(`${serverUrl}/api/v1/track/dashboard?limit=500`, { headers: HEADERS });
    const { events } = (await answer.json()) as { events: { event_id: string }[] };
    expect(events.find((event) => event.event_id === event_id)).toMatchObject({ ...shown, event_id });
  });

  test('a program of the reader serves the API', async () => {
    const { project, postgresUrl } = backend();
    const [port, name, home] = [await findFreePort(), 'program', join(project, 'program')];
    mkdirSync(home);
    await runSql(postgresUrl, `create database ${name}`);
    const url = new URL(postgresUrl);
    url.pathname = `/${name}`;
    const code = findBlock(TOOL_BLOCKS.program)
      .code.replace(/'postgres:[^']*'/, JSON.stringify(url.href))
      .replace('port: 8000', `port: ${port}`);
    const program = `${code}\nconsole.log(\`listening on \${server.url}\`);\n`;
    writeFileSync(join(home, 'program.ts'), program);
    writeFileSync(join(home, 'program.mjs'), (await transform(program, { loader: 'ts' })).code);
    const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--noEmit', '--skipLibCheck'];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    expect(await runTool(process.execPath, [tsc, ...options, 'program.ts'], home)).toMatchObject({
      code: 0,
      stdout: '',
    });
    const running = await startTool(process.execPath, ['program.mjs'], home);
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
    await running.stop();
  });
}

/** What goes through a proxy is stored: a compressed body, and the request's id. The stream is not held back. */
async function expectProxy(command: string, args: string[], port: number, cwd: string): Promise<void> {
  const url = `http://127.0.0.1:${port}`;
  const proxy = await startTool(command, args, cwd, undefined, () => isReady(`${url}/health/ready`));
  try {
    const event_id = `evt_through_${port}`;
    const stream = await openStream(url);
    const answer = await fetch(`${url}/api/v1/track`, {
      method: 'POST',
      headers: { ...HEADERS, 'Content-Encoding': 'gzip' },
      body: new Uint8Array(gzipSync(JSON.stringify({ event_id }))),
    });
    expect(await answer.json()).toMatchObject({ success: true, event_id, processing_status: 'complete' });
    expect(answer.headers.get('x-request-id')).toMatch(/\S/);
    // Other tests send their own meanwhile. What a proxy collects would never come.
    while ((await stream.next())?.data.event_id !== event_id);
    stream.cut();
  } finally {
    await proxy.stop();
  }
}

/** The script and both tracking routes have other names, and nothing else of the server is reached. */
async function expectRenamed(command: string, args: string[], port: number, cwd: string): Promise<void> {
  const url = `http://127.0.0.1:${port}`;
  const proxy = await startTool(command, args, cwd, undefined, () => isReady(`${url}/t/s.js`));
  try {
    expect(await (await fetch(`${url}/t/s.js`)).text()).toContain('OneVaultTracker');
    for (const path of ['/t/e', '/t/e/async']) {
      const answer = await fetch(url + path, {
        method: 'POST',
        headers: { ...HEADERS, 'Content-Encoding': 'gzip' },
        body: new Uint8Array(gzipSync('{}')),
      });
      expect(await answer.json(), path).toMatchObject({ success: true });
      expect(answer.headers.get('accept-encoding')).toBe('gzip');
    }
    for (const path of ['/t/e/status', '/api/v1/track/status', '/t/api/v1/track/status', '/health']) {
      const answer = await fetch(url + path, { headers: HEADERS });
      expect(await answer.text(), path).not.toContain('"');
    }
  } finally {
    await proxy.stop();
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
