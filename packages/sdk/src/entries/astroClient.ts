/** What the integration of Astro runs in pages. */
export { startTracking } from '../integrations/astro/startTracking.ts';
