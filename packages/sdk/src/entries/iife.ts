/** The script tag: the only file that sets a global. */
import { OneVaultTracker } from '../tracker.ts';

(globalThis as { OneVaultTracker?: typeof OneVaultTracker }).OneVaultTracker = OneVaultTracker;
