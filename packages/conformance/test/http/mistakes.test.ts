import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '@onevault/server/internal/cli/commands';
import { StartError } from '@onevault/server/internal/cli/startError';
import { startServer } from '@onevault/server/internal/cli/startServer';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../../../../scripts/findFreePort.ts';
import { skipUnless } from '../../../../scripts/skipUnless.ts';
import { createDatabase } from '../../src/databases/createDatabase.ts';
import { createFolder } from '../../src/databases/createFolder.ts';
import { runSql } from '../../src/databases/templates.ts';
import { createTestTerminal } from '../cli/createTestTerminal.ts';
import { type CliRun, endAllCli, runMockServer, runServer } from './runCli.ts';

const MESSAGE = /^\[OneVault\] Failed to [^\n]+: [^\n]+\. Try [^\n]+\.$/;
/** Each command that opens a database, with the flags that it needs. */
const ON_A_DATABASE: [name: string, args: string[]][] = [
  ['server', ['--port', '0']],
  ['audit', ['audit', '--customer', 'shop']],
  ['distribute', ['distribute']],
  ['erase', ['erase', '--customer', 'shop', '--visitor', 'v']],
  ['keys', ['keys', 'list', '--customer', 'shop']],
  ['replay', ['replay', '--customer', 'shop']],
  ['retention', ['retention', '--customer', 'shop']],
  ['worker', ['worker']],
];

let folder: string;
let url: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onevault-mistakes-'));
  url = await createDatabase();
});
afterEach(endAllCli);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The same url with other parts. */
function withParts(parts: Partial<Pick<URL, 'username' | 'password' | 'pathname' | 'host'>>): string {
  return Object.assign(new URL(url), parts).href;
}

/** Runs the command in this process, which is quicker than a process of its own, and returns its error. */
async function refuse(args: string[], env: Record<string, string> = {}): Promise<string> {
  const { terminal, printed, said } = createTestTerminal();
  const load = Object.entries(COMMANDS).find(([name]) => name === args[0])?.[1];
  const failing = load ? (await load())(args.slice(1), env, terminal) : startServer(args, env, terminal);
  const message = await failing.then(
    () => 'it did not fail',
    (error: unknown) => (error instanceof StartError ? error.message : `not for the operator: ${error}`),
  );
  expect(message).toMatch(MESSAGE);
  expect([...said, message].join('\n')).not.toContain('se-cret');
  expect(printed).toEqual([]);
  return message;
}

/** The same by a process of its own. */
async function refuseProcess(run: CliRun): Promise<string> {
  const { code, stdout, stderr } = await run.ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  // Commands name the database first, on a line of its own.
  const message = stderr.replace(/^Database: .*\n/, '').replace(/\n$/, '');
  expect(message).toMatch(MESSAGE);
  expect(stderr).not.toContain('se-cret');
  return message;
}

describe('a database that cannot be used', () => {
  test.each(ON_A_DATABASE)('%s: a wrong password', async (_name, args) => {
    const said = await refuse([...args, '--database', withParts({ password: 'se-cret' })]);
    const place = `postgres, ${new URL(url).host}${new URL(url).pathname} as postgres`;
    expect(said).toContain(`(${place}): the password of the user postgres is wrong, or there is no such user. Try `);
  });

  test.each(ON_A_DATABASE)('%s: an unknown database', async (_name, args) => {
    expect(await refuse([...args, '--database', withParts({ pathname: '/no_such' })])).toContain(
      '/no_such as postgres): there is no database no_such. Try another name in the url, or createdb --encoding=UTF8',
    );
  });

  test.each(ON_A_DATABASE)('%s: nothing listens there', async (_name, args) => {
    const host = `127.0.0.1:${await findFreePort()}`;
    expect(await refuse([...args, '--database', withParts({ host })])).toContain(`nothing listens on ${host}`);
  });

  test('a host that does not exist', async () => {
    expect(await refuse(['--database', 'postgres://me:se-cret@db.invalid/shop'])).toMatch(
      /db\.invalid:5432\/shop as me\): the (host|name of the host) db\.invalid:5432 /,
    );
  });

  test('a user without rights, and one without a password', async () => {
    const empty = await createDatabase({ isEmpty: true });
    const user = `poor_${process.pid}`;
    await runSql(empty, `create role ${user} login password 'se-cret'`);
    const poor = Object.assign(new URL(empty), { username: user, password: 'se-cret' });
    try {
      for (const args of [
        ['--port', '0'],
        ['keys', 'create', '--customer', 'shop'],
      ]) {
        const said = await refuse([...args, '--database', poor.href]);
        expect(said).toContain(`the user ${user} lacks a right (permission denied for database `);
        expect(said).toContain(`grant create on database ${poor.pathname.slice(1)} to ${user}`);
      }
      poor.password = '';
      expect(await refuse(['--database', poor.href])).toMatch(/password/);
    } finally {
      await runSql(empty, `drop role ${user}`);
    }
  });

  test('a path that is a file, and a folder below one', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'x');
    expect(await refuse(['--database', file])).toContain(`(pglite, ${file}): it is a file. Try a folder`);
    expect(await refuse(['keys', 'list', '--customer', 'a', '--database', join(file, 'in')])).toContain(
      'a part of the path is a file',
    );
  });

  const isUser = process.getuid?.() !== 0;
  test('a folder of another user', skipUnless(isUser, 'root may read every folder'), async () => {
    const closed = mkdtempSync(join(folder, 'closed-'));
    chmodSync(closed, 0);
    expect(await refuse(['--database', closed])).toContain('this user may not read and write there');
    chmodSync(closed, 0o700);
  });
});

describe('the database is named', () => {
  test.each(ON_A_DATABASE)('%s: in production DATABASE_URL is required', async (_name, args) => {
    const said = await refuse(args, { NODE_ENV: 'production' });
    expect(said).toContain('Failed to read DATABASE_URL: it is not set');
  });

  test.each(['postgres:', 'postgres://', 'postgresql:shop', 'postgres:///', 'postgres://me:a%zz@h/x', 'sqlite:x'])(
    'DATABASE_URL=%s is refused',
    async (text) => {
      expect(await refuse([], { DATABASE_URL: text })).toContain('Failed to read DATABASE_URL: ');
      expect(await refuse(['--database', text])).toContain('Failed to read --database: ');
    },
  );

  test.each(ON_A_DATABASE.filter(([name]) => !['server', 'worker', 'distribute'].includes(name)))(
    '%s says which one it speaks to, on stderr',
    async (name, [command = '', ...args]) => {
      const { host, pathname } = new URL(url);
      const { terminal, printed, said } = createTestTerminal();
      const run = (await COMMANDS[command as keyof typeof COMMANDS]())(args, { DATABASE_URL: url }, terminal);
      // Most fail: there is no customer.
      await run.catch(() => {});
      expect(said[0], name).toBe(`Database: postgres, ${host}${pathname} as postgres`);
      expect(printed.join()).not.toContain('Database');
    },
  );

  test('server and worker name it in their ready line', async () => {
    const { host, pathname } = new URL(url);
    const place = `(postgres, ${host}${pathname} as postgres)`;
    for (const args of [['--port', '0', '--key', 'a:b'], ['worker']]) {
      const run = runServer(args, { DATABASE_URL: url });
      await (args[0] === 'worker' ? run.ready : run.url);
      run.signal('SIGTERM');
      expect((await run.ended).stdout).toContain(place);
    }
  });
});

describe('a wrong command line says what is wrong with it', () => {
  test.each([
    [['--databse', 'x'], 'Failed to read --databse: there is no such flag. Try --database, or --help.'],
    [['--port'], 'Failed to read --port: its value is missing. Try --port <value>.'],
    [['--port', '--quiet'], 'Failed to read --port: its value is missing. Try --port <value>.'],
    [['--quiet=yes'], 'Failed to read --quiet: it takes no value. Try --quiet alone.'],
    [['--quiet', 'yes'], 'Failed to read the command line: argument 2 is not a flag'],
    [['-x'], 'Failed to read -x: there is no such flag'],
    [['keys', 'lst'], 'Failed to read keys: lst is no verb of it. Try keys list, or --help.'],
    [['worker', '--prot', '1'], 'Failed to read --prot: there is no such flag'],
    [
      ['--allow-origin', 'shop.de'],
      '"shop.de" is not an origin: it has no scheme. Try --allow-origin https://shop.de.',
    ],
    [['--allow-origin', 'https://shop.de/a'], 'it has a path. Try --allow-origin https://shop.de.'],
    [['--allow-origin', 'https://shop.de/'], 'it has a path. Try --allow-origin https://shop.de.'],
    [
      ['--allow-origin', 'https://Shop.de:443'],
      'browsers write it in another way. Try --allow-origin https://shop.de.',
    ],
    [['--allow-origin', '*'], 'any origin is the default. Try it without --allow-origin.'],
    [['--allow-origin', 'ftp://shop.de'], 'pages have http or https. Try --allow-origin https://shop.example.'],
    [
      ['keys', 'create', '--customer', 'a', '--origin', 'shop.de/cart'],
      '"shop.de/cart" is not an origin: it has a path. Try --origin https://shop.de.',
    ],
  ])('%j', async (args, wanted) => {
    expect(await refuse(args)).toContain(wanted);
  });
});

test.each([
  [['wroker'], 'Failed to read the command line: wroker is no command. Try worker, or --help.'],
  [['keys', 'list', '--customer', 'shop', '--database', 'postgres://me:se-cret@127.0.0.1:1/x'], 'nothing listens on'],
  [['--database', 'postgres://me:se-cret@127.0.0.1:1/x'], 'nothing listens on'],
])('the process ends with code 1 and one line: %j', async (args, wanted) => {
  expect(await refuseProcess(runServer(args))).toContain(wanted);
});

describe('--help', () => {
  test('names every command of the program, and so does help', async () => {
    const { code, stdout } = await runServer(['--help']).ended;
    expect(code).toBe(0);
    for (const name of Object.keys(COMMANDS)) expect(stdout).toMatch(new RegExp(`^  onevault-server ${name} `, 'm'));
    expect((await runServer(['help']).ended).stdout).toBe(stdout);
    expect((await runMockServer(['--help']).ended).stdout).toContain('  onevault-mock-server plan ');
  });

  test.each(Object.keys(COMMANDS))('%s explains itself', async (name) => {
    const { terminal, printed } = createTestTerminal();
    await (await COMMANDS[name as keyof typeof COMMANDS]())(['--help'], {}, terminal);
    expect(printed[0]).toMatch(new RegExp(`^onevault-server ${name}`));
  });
});

describe('--log-format json: every line is JSON', () => {
  const toEntries = (text: string) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { level: string; msg: string; time: string });

  test('the ready line and warnings of a server and a worker', async () => {
    for (const args of [['--port', '0', '--quiet'], ['worker']]) {
      const run = runServer([...args, '--log-format', 'json'], { DATABASE_URL: url });
      await (args[0] === 'worker' ? run.ready : run.url);
      run.signal('SIGTERM');
      const { code, stdout, stderr } = await run.ended;
      expect(code).toBe(0);
      const entries = toEntries(stdout + stderr);
      expect(entries).toContainEqual(
        expect.objectContaining({
          level: 'info',
          msg: expect.stringMatching(/^OneVault (server listening|worker proc)/),
        }),
      );
    }
  });

  test('a mock server on an open address', async () => {
    const run = runMockServer(['--database', 'memory', '--port', '0', '--host', '0.0.0.0', '--log-format=json']);
    await run.url;
    run.signal('SIGTERM');
    const { stdout, stderr } = await run.ended;
    expect(toEntries(stdout + stderr).filter(({ level }) => level === 'warn')).toHaveLength(2);
  });

  test.each([
    [['--databse', 'x', '--log-format', 'json']],
    [['--log-format=json', '--database', 'postgres:']],
    [['worker', '--log-format', 'json', '--database', 'postgres://me:se-cret@127.0.0.1:1/x']],
  ])('an error at the start: %j', async (args) => {
    const { code, stdout, stderr } = await runServer(args).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(toEntries(stderr)).toMatchObject([
      { level: 'error', msg: expect.stringMatching(/^\[OneVault\] Failed to .* Try .*\.$/), time: expect.any(String) },
    ]);
    expect(stderr).not.toContain('se-cret');
  });
});

describe('"No key was given"', () => {
  const NO_KEY = 'No key was given';
  const startOn = async (database: string, args: string[] = [], env: Record<string, string> = {}) => {
    const run = runServer(['--port', '0', ...args], { DATABASE_URL: database, ...env });
    await run.url;
    run.signal('SIGTERM');
    return (await run.ended).stderr;
  };

  test('is said where there is none', async () => {
    const stderr = await startOn(await createDatabase());
    expect(stderr).toContain(`${NO_KEY}, and the database has none`);
    expect(stderr).toContain('Try onevault-server keys create');
  });

  test('is not said with keys in the database, unless all have ended', async () => {
    const database = await createDatabase();
    await runServer(['keys', 'create', '--customer', 'shop'], { DATABASE_URL: database }).ended;
    expect(await startOn(database)).not.toContain(NO_KEY);
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    await client.query('update auth.keys set revoked_at = now()');
    await client.end();
    expect(await startOn(database)).toContain(NO_KEY);
  });

  test('is not said with keys from the environment, and on the embedded database only where there is none', async () => {
    expect(await startOn(url, [], { ONEVAULT_KEYS: 'shop:token' })).not.toContain(NO_KEY);
    const embedded = createFolder();
    expect(await startOn(embedded)).toContain(NO_KEY);
    await runServer(['keys', 'create', '--customer', 'shop', '--database', embedded]).ended;
    expect(await startOn(embedded)).not.toContain(NO_KEY);
  });
});
