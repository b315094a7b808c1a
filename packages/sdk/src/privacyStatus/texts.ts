import type { PrivacyStateName } from './readPrivacyState.ts';

/** What is said by default; a site puts its own words, or another language, into the slot of the same name. */
export const texts: Record<PrivacyStateName, (signal: string) => string> = {
  signal: (signal) =>
    `Your browser asks sites not to track you (${signal}). This site honours that: nothing is tracked.`,
  ignored: (signal) =>
    `Your browser asks sites not to track you (${signal}). This site does not apply that here: your visit is tracked.`,
  denied: () => 'You have not agreed to tracking: nothing is tracked.',
  pending: () => 'You have not decided about tracking yet. Until you do, nothing is stored or sent.',
  granted: () =>
    'Your visit is tracked: which pages you open and what you use there. What you type is left out, unless this site says otherwise.',
  none: () => 'No tracking by OneVault runs on this page.',
};

export const STORED = 'Stored on this device for it';
