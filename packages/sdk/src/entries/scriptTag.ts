/** The script tag. It and `fullScriptTag.ts` are the only files that set a global. */
import { OneVaultTracker } from './npm.ts';

(globalThis as { OneVaultTracker?: typeof OneVaultTracker }).OneVaultTracker = OneVaultTracker;
