/** The script tag with privacy, identity and every default feature of auto-tracking. */
import { OneVaultTracker } from '../tracker.ts';

(globalThis as { OneVaultTracker?: typeof OneVaultTracker }).OneVaultTracker = OneVaultTracker;
