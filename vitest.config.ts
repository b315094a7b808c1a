import { availableParallelism } from 'node:os';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/LongestFirst.ts';

const packages = fileURLToPath(new URL('packages', import.meta.url));

/** Sources, not builds, as tsconfig.base.json has it for types. */
const sources = {
  alias: [
    { find: /^@onevault\/(server|mock-server)\/internal\/(.*)$/, replacement: `${packages}/$1/src/$2` },
    { find: /^@onevault\/server$/, replacement: `${packages}/server/src/index.ts` },
  ],
};

/** With backslashes and spaces as `NODE_OPTIONS` wants them. */
const liftoffOnly = `--require ${JSON.stringify(fileURLToPath(new URL('scripts/liftoffOnly.cjs', import.meta.url)))}`;

/** A machine that is busy otherwise is slow, and no reason to fail: Vitest itself would wait a second. */
const patient = { testTimeout: 30_000, hookTimeout: 60_000, expect: { poll: { timeout: 20_000 } } };

export default defineConfig({
  test: {
    // One for each core: Vitest would keep a core for itself, which of two is half.
    maxWorkers: availableParallelism(),
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { name: 'contract', include: ['packages/contract/{src,scripts}/**/*.test.ts'] } },
      {
        test: {
          ...patient,
          name: 'sdk',
          environment: 'happy-dom',
          // A page of its own for each test file, but happy-dom is loaded once: loading it takes longer than most files.
          pool: 'vmThreads',
          include: ['packages/sdk/src/**/*.test.ts', 'packages/sdk/test/unit/**/*.test.ts'],
          setupFiles: ['addCompression.mjs', 'seedRandom.ts', 'followClock.ts'].map(
            (name) => `packages/sdk/test/support/${name}`,
          ),
        },
      },
      {
        resolve: sources,
        test: {
          ...patient,
          name: 'server',
          // What runs in Node and needs no build.
          include: [
            'packages/server/src/**/*.test.ts',
            'packages/sdk/{init,node}/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/*.journey.test.ts'],
        },
      },
      {
        resolve: sources,
        test: {
          ...patient,
          name: 'mock-server',
          include: ['packages/mock-server/{src,test}/**/*.test.ts'],
          exclude: ['**/*.journey.test.ts'],
          globalSetup: 'scripts/buildBeforeTests.mjs',
        },
      },
      {
        resolve: sources,
        test: {
          ...patient,
          name: 'conformance',
          include: ['packages/conformance/{src,test}/**/*.test.ts'],
          globalSetup: ['scripts/buildBeforeTests.mjs', 'packages/conformance/src/databases/startDatabases.ts'],
          // PGlite is 10 MB of WebAssembly: what V8 spends on optimising it, no test file lives long enough to get back.
          // It halves the CPU that a test with a PGlite takes.
          execArgv: ['--liftoff-only'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'examples',
          include: ['examples/integration-tests/test/**/*.test.{ts,tsx}'],
          exclude: ['**/*.journey.test.ts'],
        },
      },
      // After `npm run docs:build`.
      { test: { ...patient, name: 'docs', include: ['docs/test/**/*.test.ts'] } },
      {
        test: {
          ...patient,
          name: 'journeys',
          include: [
            'examples/*/test/**/*.journey.test.ts',
            'packages/sdk/test/{browser,node}/**/*.test.ts',
            'packages/dashboard/test/**/*.journey.test.ts',
            'packages/mock-server/test/**/*.journey.test.ts',
            'scripts/**/*.journey.test.ts',
          ],
          globalSetup: ['scripts/shareBrowser.ts', 'scripts/shareFolder.ts'],
          env: { NODE_OPTIONS: [env.NODE_OPTIONS, liftoffOnly].filter(Boolean).join(' ') },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
