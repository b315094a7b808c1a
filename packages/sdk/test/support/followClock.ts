import { vi } from 'vitest';

/**
 * The tracker takes the browser's clock once, at load, so that a page that replaces `performance` does not change it.
 * Fake timers do the same as such a page; here they are followed.
 */
vi.mock('../../src/browser/ticksMs.ts', () => ({ ticksMs: () => performance.now() }));
