import { createContext } from 'react';
import type { OneVaultTracker } from '../../entries/npm.ts';

/** A tracker with any plan. */
// biome-ignore lint/suspicious/noExplicitAny: a tracker with a plan takes less, so `object` would refuse it.
export type AnyTracker = OneVaultTracker<any>;

export const trackerContext = createContext<AnyTracker | undefined>(undefined);
