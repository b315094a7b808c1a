import type { ENGINES } from './createPageServer.ts';

export const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };

export type Look = [colorScheme: 'light' | 'dark', viewport: typeof PHONE];

/** What is drawn does not depend on the engine: each has the states of all views, and together they have all looks. */
export const LOOKS: Record<(typeof ENGINES)[number], Look[]> = {
  memory: [
    ['light', PHONE],
    ['dark', DESKTOP],
  ],
  pglite: [['dark', PHONE]],
  postgres: [['light', DESKTOP]],
};
