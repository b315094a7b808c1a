import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'contract', include: ['packages/contract/src/**/*.test.ts'] } },
      {
        define: { __FULL__: 'true' },
        test: {
          name: 'sdk',
          environment: 'happy-dom',
          include: ['packages/sdk/src/**/*.test.ts', 'packages/sdk/test/unit/**/*.test.ts'],
          // A machine that is busy otherwise is slow, and no reason to fail.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'server',
          include: ['packages/mock-server/{src,test}/**/*.test.ts', 'scripts/*.test.ts'],
          exclude: ['**/*.journey.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'examples',
          include: ['examples/integration-tests/test/**/*.test.{ts,tsx}'],
          exclude: ['**/*.journey.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'journeys',
          include: [
            'examples/*/test/**/*.journey.test.ts',
            'packages/sdk/test/browser/**/*.test.ts',
            'scripts/*.journey.test.ts',
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
