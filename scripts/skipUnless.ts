import type { TestOptions } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test did not run: `npm test` lists it at its end. */
    skipReason?: string;
  }
}

/**
 * The options of a test or a suite that runs only under a condition. Where it does not hold, `npm test` says at its
 * end how many tests were skipped for this reason.
 *
 * @param reason what is missing, in words that need no context
 * @example test('works under MSW 3', skipUnless(nodeMajor >= 22, 'MSW 3 needs Node 22'), async () => { … });
 */
export function skipUnless(condition: unknown, reason: string): TestOptions {
  return condition ? {} : { skip: true, meta: { skipReason: reason } };
}
