/** Delivery and explicit tracking, without auto-tracking. */
export { CoreTracker as OneVaultTracker } from '../CoreTracker.ts';
