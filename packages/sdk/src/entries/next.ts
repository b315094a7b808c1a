/** For `instrumentation-client.ts` of Next.js 15.3 and newer. */
export { startTracking } from '../integrations/next/startTracking.ts';
