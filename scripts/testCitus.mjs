/**
 * `CITUS_URL=… npm run test:citus`: the tests that need a real Citus. docs/scale-out.md, "Test a cluster", says what
 * they do with the database.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

if (!process.env.CITUS_URL) {
  console.error(
    'Failed to test a cluster: CITUS_URL is not set. Try CITUS_URL=postgres://…, the coordinator and a database that is only for this test: all our schemas in it are dropped.',
  );
  process.exit(2);
}
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  // A statement over several machines takes longer than one on this machine.
  [vitest, 'run', '--project', 'conformance', '--testTimeout=600000', 'packages/conformance/test/citus'],
  { stdio: 'inherit', cwd: fileURLToPath(new URL('..', import.meta.url)) },
);
process.exit(status ?? 1);
