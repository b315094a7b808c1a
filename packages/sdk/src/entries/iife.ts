/** The small script tag. It and the other two, iifeAuto.ts and iifeFull.ts, are the only files that set a global. */
import { LightTracker } from '../light/LightTracker.ts';

(globalThis as { OneVaultTracker?: typeof LightTracker }).OneVaultTracker = LightTracker;
