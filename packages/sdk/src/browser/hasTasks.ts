import { attempt } from './attempt.ts';
import { isFirefox } from './isFirefox.ts';
import type { WithScheduler } from './runLater.ts';

/** Whether `runLater` has tasks of their own. */
export const hasTasks = (): boolean =>
  !isFirefox() && !!attempt(() => (globalThis as unknown as WithScheduler).scheduler.postTask);
