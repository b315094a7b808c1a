import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createMockServer, type MockServer } from '@onevault/mock-server/internal/testing';
import { runDoctor } from '@onevault/server/internal/cli/commands/runDoctor';
import { lockFolder } from '@onevault/server/internal/engine/pglite/lockFolder';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../../../../scripts/findFreePort.ts';
import { version } from '../../../server/package.json';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { createFolder } from '../../src/databases/createFolder.ts';
import { runSql } from '../../src/databases/templates.ts';
import { endAllCli, runServer } from '../http/runCli.ts';
import { createTestTerminal } from './createTestTerminal.ts';

afterEach(endAllCli);

/** Its lines, without those about the port, and its exit code. */
async function examine(args: string[], env: Record<string, string> = {}) {
  const { terminal, printed, said } = createTestTerminal();
  try {
    await runDoctor(['--port', String(await findFreePort()), ...args], env, terminal);
    return { lines: printed.filter((line) => !/^(ok|problem) +port:/.test(line)), code: process.exitCode, said };
  } finally {
    // The command sets it for its own process.
    process.exitCode = undefined;
  }
}

describe('the database', () => {
  test('an installed PostgreSQL: each thing has its line, and only the keys are missing', async () => {
    const url = await createDatabase();
    const { lines, code } = await examine(['--database', url]);
    const { host, pathname } = new URL(url);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^ok {7}database: postgres, ${host}${pathname} as postgres: PostgreSQL 18\\.\\d+, UTF8$`),
      ),
      'ok       rights: postgres may install and update the schema',
      'ok       role: the server works as onevault_app, under row-level security',
      'ok       clock: this machine and the database have the same time',
      expect.stringMatching(/^ok {7}schema: all \d+ migrations are applied$/),
      'problem  keys: there is none: every request gets 401. Try onevault-server keys create --customer <id>.',
    ]);
    expect(code).toBe(1);
    await runServer(['keys', 'create', '--customer', 'shop', '--database', url]).ended;
    const healthy = await examine([], { DATABASE_URL: url });
    expect(healthy.lines.at(-1)).toBe('ok       keys: 1 in the database, of 1 customers');
    expect(healthy.code).toBe(0);
  });

  test('an empty one, on the oldest PostgreSQL, stays empty', async () => {
    const url = await createDatabase({ version: 15, isEmpty: true });
    for (let i = 0; i < 2; i += 1) {
      const { lines, code } = await examine(['--database', url]);
      expect(lines.at(-1)).toBe('ok       schema: it is not installed yet, the first start does it');
      expect(code).toBe(0);
    }
  });

  test('a newer schema, a read-only database, another encoding', async () => {
    const url = await createDatabase();
    await runSql(url, `insert into audit.migrations (name, checksum) values ('migrations/9999_later.sql', 'x')`);
    await runSql(url, `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
    const { lines } = await examine(['--database', url]);
    expect(lines[0]).toMatch(/^problem {2}database: .*read-only\. Try the address of the primary/);
    expect(lines).toContain(
      'problem  schema: a newer server has migrated it (migrations/9999_later.sql). Try that version of the server.',
    );

    const server = await createDatabase({ isEmpty: true });
    const other = new URL(server);
    const name = `ascii_${process.pid}`;
    await runSql(server, `create database ${name} encoding 'SQL_ASCII' template template0`);
    try {
      other.pathname = `/${name}`;
      expect((await examine(['--database', other.href])).lines[0]).toMatch(
        /^problem {2}database: .*SQL_ASCII\. Try createdb --encoding=UTF8/,
      );
    } finally {
      await runSql(server, `drop database ${name} with (force)`);
    }
  });

  test('a user without rights sees what is missing', async () => {
    const url = await createDatabase();
    const user = `patient_${process.pid}`;
    await runSql(url, `create role ${user} login password 'se-cret'`);
    try {
      const poor = Object.assign(new URL(url), { username: user, password: 'se-cret' }).href;
      const { lines, code } = await examine(['--database', poor]);
      expect(lines).toContain(
        `problem  rights: ${user} does not own the schema, postgres does. Try the user postgres in DATABASE_URL.`,
      );
      expect(lines).toContainEqual(
        expect.stringMatching(`^problem  role: ${user} may not take on the role onevault_app`),
      );
      expect(lines.join()).not.toContain('se-cret');
      expect(code).toBe(1);
    } finally {
      await runSql(url, `drop role ${user}`);
    }
  });

  test.each([
    [['--database', 'postgres://me:se-cret@127.0.0.1:1/x'], {}, /nothing listens on 127\.0\.0\.1:1\. Try starting/],
    [['--database', 'postgres:'], {}, /the url names no host and no database\. Try postgres:\/\//],
    [[], { NODE_ENV: 'production' }, /DATABASE_URL: it is not set/],
    [['--database', '/dev/null/x'], {}, /a part of the path is a file|\/dev\/null is a file/],
  ])('%j with %j is one problem', async (args, env, wanted) => {
    const { lines, code } = await examine(args, env);
    expect(lines).toEqual([expect.stringMatching(/^problem {2}database: /)]);
    expect(lines[0]).toMatch(wanted);
    expect(lines[0]).not.toContain('se-cret');
    expect(code).toBe(1);
  });

  test('a folder: none yet, one with a database, and one that a server has open', async () => {
    const folder = createFolder();
    const none = await examine(['--database', join(folder, 'new')]);
    expect(none.lines[0]).toMatch(/^ok {7}database: pglite, .*\/new: there is no database yet/);
    const { lines } = await examine(['--database', folder], { ONEVAULT_KEYS: 'shop:token' });
    expect(lines).toEqual([
      expect.stringMatching(/^ok {7}database: pglite, .*: PostgreSQL \S+, UTF8$/),
      expect.stringMatching(/^ok {7}schema: all/),
      'ok       keys: none in the database, ONEVAULT_KEYS has some',
      expect.stringMatching(/^(ok|problem) +disk: \d+ MiB are free where /),
    ]);
    const lock = lockFolder(folder);
    expect((await examine(['--database', folder])).lines[0]).toMatch(/: process \d+ on .* has it open/);
    lock.release();
  });
});

describe('a server and a page', () => {
  let server: MockServer;
  let pages: Server;
  let site: string;
  let body = '';
  let script = '';
  beforeAll(async () => {
    pages = createServer((request, response) => {
      if (request.url === '/') return response.setHeader('Content-Type', 'text/html').end(body);
      if (request.url?.startsWith('/app.js')) {
        return response.setHeader('Content-Type', 'text/javascript').end(script);
      }
      if (request.url === '/onevault.min.js') {
        return response.setHeader('Content-Type', 'text/javascript').end('customerId:"wrong",apiToken:"wrong"');
      }
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
    const address = pages.address();
    site = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    server = await createMockServer({
      allowOrigins: [site, 'https://shop.example'],
      keys: [
        { customerId: 'shop', token: 'ovt_page', scope: 'write', allowedOrigins: [site] },
        { customerId: 'shop', token: 'ovt_other', scope: 'write', allowedOrigins: ['https://shop.example'] },
        { customerId: 'shop', token: 'ovt_live', scope: 'write', environment: 'production' },
      ],
    });
  });
  afterAll(async () => {
    await server?.close();
    await new Promise((resolve) => pages?.close(resolve));
  });

  const look = async (args: string[]) => {
    const { terminal, printed } = createTestTerminal();
    await runDoctor(args, {}, terminal);
    const code = process.exitCode;
    process.exitCode = undefined;
    expect(printed.join()).not.toMatch(/ovt_/);
    return { lines: printed, code };
  };
  const snippet = (options: string) =>
    `<script src="/onevault.min.js"></script><script>new OneVaultTracker({${options}}).enableAutoTracking()</script>`;
  const options = (token: string) => `apiBaseUrl: '${server.url}', customerId: 'shop', apiToken: '${token}'`;

  test('the port is free, has our server, or something else', async () => {
    const own = new URL(server.url).port;
    const other = new URL(site).port;
    const database = ['--database', createFolder()];
    const portOf = async (port: string) =>
      (await look(['--port', port, ...database])).lines.find((line) => / port:/.test(line));
    expect(await portOf(String(await findFreePort()))).toMatch(/^ok {7}port: 127\.0\.0\.1:\d+ is free$/);
    expect(await portOf(own)).toMatch(/^ok {7}port: 127\.0\.0\.1:\d+ has a OneVault server, version /);
    expect(await portOf(other)).toMatch(/^problem {2}port: 127\.0\.0\.1:\d+ is in use by .*\. Try --port <another>/);
  });

  test('the server at a url, and the pages that may call it', async () => {
    expect(await look(['--url', server.url, '--origin', 'https://shop.example'])).toEqual({
      lines: [
        expect.stringMatching(`^ok       server: OneVault .*, version .*, answers at ${server.url}$`),
        `ok       cors: pages of https://shop.example may call ${server.url}`,
      ],
      code: 0,
    });
    expect(await look(['--url', server.url, '--origin', 'https://www.shop.example'])).toMatchObject({
      lines: [
        expect.any(String),
        expect.stringMatching(
          /^problem {2}cors: pages of https:\/\/www\.shop\.example may not call .* Try --allow-origin/,
        ),
      ],
      code: 1,
    });
    expect((await look(['--url', site])).lines).toEqual([expect.stringMatching(/^problem {2}server: something else/)]);
    expect((await look(['--url', 'http://127.0.0.1:1'])).lines).toEqual([
      expect.stringMatching(/^problem {2}server: nothing answers at http:\/\/127\.0\.0\.1:1\. Try /),
    ]);
  });

  test('a page with its tag: the script is there, the server answers and takes the key; nothing is stored', async () => {
    body = `<!-- ${snippet(`customerId: 'old', apiToken: 'old'`)} -->${snippet(options('ovt_page'))}`;
    const { lines, code } = await look(['--page', `${site}/`]);
    expect(lines).toEqual([
      `ok       script: ${site}/onevault.min.js is there`,
      `ok       page: ${site}/ tracks customer "shop" at ${server.url}`,
      expect.stringMatching(/^ok {7}server: OneVault /),
      `ok       cors: pages of ${site} may call ${server.url}`,
      `ok       key: the server accepts the key of the page, for customer "shop" and ${site}`,
    ]);
    expect(lines[2]).toContain(`version ${version},`);
    expect(code).toBe(0);
    expect(await server.engine.recentEvents('shop', 10)).toEqual([]);
  });

  test('a tag that describes its tracker is found, whatever the order of its attributes', async () => {
    body = `<!-- <script data-customer="old" data-key="old"></script> --><script async data-key='ovt_page' src="${server.url}/sdk/0/onevault.min.js" data-customer=shop></script>`;
    expect((await look(['--page', `${site}/`])).lines).toEqual([
      `ok       script: ${server.url}/sdk/0/onevault.min.js is there`,
      `ok       page: ${site}/ tracks customer "shop" at ${server.url}`,
      expect.stringMatching(/^ok {7}server: OneVault /),
      `ok       cors: pages of ${site} may call ${server.url}`,
      `ok       key: the server accepts the key of the page, for customer "shop" and ${site}`,
    ]);
    body = `<script src="/onevault.min.js" data-customer="shop" data-key="ovt_page" data-api="${server.url}/" async></script>`;
    expect((await look(['--page', site])).lines.at(-1)).toMatch(/^ok {7}key: /);
    body = body.replace('data-api', 'data-path="/e" data-api');
    expect((await look(['--page', site])).lines.at(-1)).toBe(
      `ok       proxy: it sends to ${server.url}/e: inspect the server behind that with --url`,
    );
  });

  test('a key for another environment than the page is: it is named, with the key to make; nothing is stored', async () => {
    const lastOf = async () => (await look(['--page', `${site}/`])).lines.slice(-2);
    const accepted = `ok       key: the server accepts the key of the page, for customer "shop" and ${site}`;
    const tag = (more: string) =>
      `<script async src="${server.url}/sdk/0/onevault.min.js" data-customer="shop" data-key="ovt_live"${more}></script>`;
    body = tag(' data-environment="staging"');
    const refused =
      'problem  environment: the key is for production, and the page says that it is "staging": each of its events is refused (WRONG_ENVIRONMENT). Try a key of its own: onevault-server keys create --customer shop --environment staging, or environment "production" in the page if that is what it is.';
    expect(await look(['--page', `${site}/`])).toMatchObject({
      lines: expect.arrayContaining([accepted, refused]),
      code: 1,
    });
    body = snippet(`${options('ovt_live')}, environment: 'staging'`);
    expect(await lastOf()).toEqual([accepted, refused]);
    // No key is for it.
    body = tag(' data-environment=ci');
    expect((await lastOf())[1]).toMatch(/"ci": .* keys create --customer shop, or environment "production"/);
    const right =
      'ok       environment: the key is for production: it refuses events that name another environment, and those of a browser that a program drives, as in CI';
    for (const more of [' data-environment="production"', '']) {
      body = tag(more);
      expect(await lastOf()).toEqual([accepted, right]);
    }
    expect(await server.engine.recentEvents('shop', 10)).toEqual([]);
  });

  test('the options in a bundle are found, too', async () => {
    body = '<script type=module src=/app.js?v=1&amp;x></script>';
    script = `const t=new T({"customerId":"shop",apiToken:\`ovt_page\`,apiBaseUrl:"${server.url}/"});`;
    const { lines, code } = await look(['--page', site]);
    expect(lines.at(-1)).toMatch(/^ok {7}key: /);
    expect(code).toBe(0);
  });

  test('a key for other pages, a wrong key, no server, no script, no tag', async () => {
    body = snippet(options('ovt_other'));
    expect((await look(['--page', site])).lines.at(-1)).toMatch(
      /^problem {2}key: .*HTTP 403 ORIGIN_NOT_ALLOWED\. Try a key with --origin http:/,
    );
    body = snippet(options('ovt_wrong'));
    expect((await look(['--page', site])).lines.at(-1)).toMatch(/^problem {2}key: .*HTTP 401 INVALID_TOKEN\. Try /);
    body = snippet(`apiBaseUrl: 'http://127.0.0.1:1', customerId: 'shop', apiToken: 'x'`);
    expect((await look(['--page', site])).lines.at(-1)).toMatch(/^problem {2}server: nothing answers/);
    body = `<script src="/gone/onevault.min.js"></script>`;
    expect((await look(['--page', site])).lines).toEqual([
      expect.stringMatching(/^problem {2}script: .*answers HTTP 404\. Try /),
      expect.stringMatching(/^problem {2}page: .*are not written in it\. Try /),
    ]);
    body = '<h1>Shop</h1>';
    const { lines, code } = await look(['--page', site]);
    expect(lines).toEqual([expect.stringMatching(/^problem {2}page: .* has no tracker\. Try /)]);
    expect(code).toBe(1);
  });

  test('--json: one object a line; the process ends with the code', async () => {
    const args = ['doctor', '--json', '--url', server.url, '--origin', 'https://www.shop.example'];
    const { code, stdout } = await runServer(args).ended;
    expect(code).toBe(1);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { check: 'server', ok: true },
      { check: 'cors', ok: false, message: expect.any(String), try: expect.stringContaining('--allow-origin') },
    ]);
  });
});

test.each([
  [['--url', 'localhost:8000'], '--url: it is not a url'],
  [['--page', 'shop.example'], '--page: it is not a url'],
  [['--origin', 'shop.example'], 'Try --origin https://shop.example.'],
])('%j is refused', async (args, wanted) => {
  await expect(runDoctor(args, {}, createTestTerminal().terminal)).rejects.toThrow(wanted);
});
