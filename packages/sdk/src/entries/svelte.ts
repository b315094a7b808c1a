/** For SvelteKit 2. */
export { type Navigation, trackRoutes } from '../integrations/svelte/trackRoutes.ts';
