import { expect, test } from 'vitest';
import { runSpecs } from './runners/runSpecs.ts';

// The kit in the runners that it is for, each with its own time-outs.

test.concurrent.each(['vitest', 'jest'] as const)(
  'a wait in vain ends before %s’s own time-out, and says what arrived',
  async (runner) => {
    const { output, passed } = await runSpecs(runner, 'inVain');
    expect(output).toContain('Failed to see "signup" with {"plan":"pro"}: 0 of 1 arrived within 4000 ms');
    expect(output).toContain('plan: expected "pro", got "free"');
    expect(passed).toBe(false);
  },
);
