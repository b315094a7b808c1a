import { OneVaultTracker } from '@onevault/tracker';

/**
 * One tracker for the whole app. Making it does nothing yet, so it may be imported where pages are rendered on a server.
 * A key in a page is public, so a real app uses a write key here: it can post events and read nothing.
 */
export const tracker = new OneVaultTracker({
  apiBaseUrl: import.meta.env.VITE_ONEVAULT_URL ?? 'http://localhost:8000',
  customerId: import.meta.env.VITE_ONEVAULT_CUSTOMER ?? 'demo',
  apiToken: import.meta.env.VITE_ONEVAULT_TOKEN ?? 'ovt_demo',
});
