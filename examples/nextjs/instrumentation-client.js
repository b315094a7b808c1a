/** Next.js runs this file in the browser, once, before the app. */
import { startTracking } from '@onevault/tracker/next';

// A key in a page is public, so a real app uses a write key here: it can post events and read nothing.
startTracking({
  apiBaseUrl: process.env.NEXT_PUBLIC_ONEVAULT_URL ?? 'http://localhost:8000',
  customerId: process.env.NEXT_PUBLIC_ONEVAULT_CUSTOMER ?? 'demo',
  apiToken: process.env.NEXT_PUBLIC_ONEVAULT_TOKEN ?? 'ovt_demo',
});
