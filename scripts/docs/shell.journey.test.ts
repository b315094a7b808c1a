/**
 * Every block of shell commands in the documents runs, against real servers and a real PostgreSQL. A quick start ends in
 * a browser, with its events in the view Live of the server's page.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres, type TestPostgres } from '../../packages/conformance/src/databases/startPostgres.ts';
import { runSql } from '../../packages/conformance/src/databases/templates.ts';
import { CITUS_STAND_IN } from '../../packages/conformance/test/citus/standIn.ts';
import { type Browser, connectBrowser } from '../connectBrowser.ts';
import { findFreePort } from '../findFreePort.ts';
import { installPacked } from '../installPacked.ts';
import { skipUnless } from '../skipUnless.ts';
import { describeTools } from './describeTools.ts';
import { findBlock } from './findBlock.ts';
import { type RunningTool, runTool, startTool, toolEnvironment } from './runTool.ts';
import { seeLive } from './seeLive.ts';
import { SHELL_BLOCKS, type ShellBlock } from './shellBlocks.ts';
import { DOCUMENTED_URL } from './specBlocks.ts';
import { toShellScript } from './toShellScript.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SETUP_MS = 240_000;
const isPosix = process.platform !== 'win32';

let folder: string;
let bin: string;
let postgres: TestPostgres;
let server: RunningTool;
let browser: Browser;
/** A full key of the customer `shop`, in the database of the server. */
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-shell-'));
  const [project, started, connected] = await Promise.all([installPacked(), startPostgres(15), connectBrowser()]);
  [bin, postgres, browser] = [join(project, 'node_modules/.bin'), started, connected];
  mkdirSync(join(folder, 'home'));
  symlinkSync(ROOT, join(folder, 'home/tracker'), 'junction');
  const env = await environment('server', undefined);
  const create = ['keys', 'create', '--customer', 'shop', '--scope', 'full'];
  token = (await runTool(join(bin, 'onevault-server'), create, folder, env)).stdout.trim();
  const sdk = join(project, 'node_modules/@onevault/tracker/dist/onevault.min.js');
  mkdirSync(join(folder, 'site'));
  const serve = ['--serve', `/site=${join(folder, 'site')}`, '--serve', `/onevault.min.js=${sdk}`];
  server = await startTool(
    join(bin, 'onevault-server'),
    ['--port', '0', '--key', 'demo:ovt_demo', '--metrics-token', 'metrics', ...serve],
    folder,
    { ...env, NODE_ENV: 'production' },
  );
  // A page with the snippet of the README, for the doctor.
  const snippet = findBlock('README.md#a-script-tag/1').code.replaceAll(DOCUMENTED_URL, server.url);
  writeFileSync(join(folder, 'site/page.html'), `<!doctype html><title>Shop</title>${snippet}`);
}, SETUP_MS);
afterAll(async () => {
  await Promise.all([server?.stop(), browser?.close()]);
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a block of shell commands', skipUnless(isPosix, 'Windows has no sh'), () => {
  for (const [id, block] of Object.entries(SHELL_BLOCKS)) {
    if (block.ranBy) continue;
    const missing = (block.needs ?? []).filter((program) => !has(program));
    test(id, skipUnless(missing.length === 0, `no ${missing.join(', ')} on this machine`), async () => {
      const name = id.replace(/\W+/g, '-');
      const work = join(folder, name);
      mkdirSync(work);
      const env: Record<string, string> = { ...(await environment(name, block.database)), WORK: work };
      const script = toShellScript(id, block.isOwnServer ? `http://127.0.0.1:${env.PORT}` : server.url, block);
      const cwd = block.cwd === 'repository' ? ROOT : work;
      const ended = new AbortController();
      const running = runTool('sh', ['-c', script], cwd, env).finally(() => ended.abort());
      const seen = block.live && seeLive(browser, work, block.live, ended.signal);
      // The commands say more than the browser when they are what failed.
      seen?.catch(() => {});
      const { code, stdout, stderr } = await running;
      expect(code, `${script}\n--- ended with ${code} and printed:\n${stdout}${stderr}`).toBe(0);
      await seen;
      for (const pattern of block.prints ?? []) expect(stdout + stderr).toMatch(pattern);
    });
  }
});

describeTools(() => ({ folder, project: join(bin, '../..'), postgresUrl: postgres.url, serverUrl: server.url }));

/** The environment of a person who follows a document. */
async function environment(name: string, database: ShellBlock['database']): Promise<Record<string, string>> {
  const system = join(folder, `system-${name}`);
  mkdirSync(system);
  return toolEnvironment({
    PATH: [bin, process.env.PATH].join(delimiter),
    HOME: join(folder, 'home'),
    // Of the real home: settings of the registry, and what was fetched before.
    npm_config_userconfig: process.env.npm_config_userconfig ?? join(homedir(), '.npmrc'),
    npm_config_cache: process.env.npm_config_cache ?? join(homedir(), '.npm'),
    npm_config_prefer_offline: 'true',
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    SYSTEM: system,
    PORT: String(await findFreePort()),
    // Of the reader's own site, and what makes it: of this workspace, only our packages come from tarballs.
    SITE_PORT: String(await findFreePort()),
    VITE: join(ROOT, 'examples/react-spa/node_modules/vite/bin/vite.js'),
    PROJECT: join(bin, '../..'),
    TOKEN: token ?? '',
    ...(database === 'none' ? {} : { DATABASE_URL: await createDatabase(name, database) }),
  });
}

/** Without a kind it is the running server's. */
async function createDatabase(name: string, kind: ShellBlock['database']): Promise<string> {
  const url = new URL(postgres.url);
  url.pathname = kind || name === 'server' ? `/${name.replace(/\W/g, '_').toLowerCase()}` : '/server';
  if (url.pathname === '/server' && name !== 'server') return url.href;
  await runSql(postgres.url, `create database ${url.pathname.slice(1)}`);
  if (kind === 'citus') {
    await runTool(
      join(bin, 'onevault-server'),
      ['keys', 'create', '--customer', 'shop', '--database', url.href],
      folder,
    );
    await runSql(url.href, CITUS_STAND_IN);
  }
  if (kind === 'roles') {
    await runSql(url.href, "create role onevault login password 'onevault'");
    await runSql(url.href, `alter database ${url.pathname.slice(1)} owner to onevault`);
    await runSql(url.href, findBlock('docs/operations.md#roles/1').code);
    [url.username, url.password] = ['onevault', 'onevault'];
  }
  return url.href;
}

function has(program: string): boolean {
  const [command = '', ...args] = program.split(' ');
  return spawnSync(command, [...args, args.length > 0 ? 'version' : '--version'], { stdio: 'ignore' }).status === 0;
}
