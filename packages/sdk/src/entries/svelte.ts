/** For SvelteKit 2.12 and newer. */
export { type PageLike, trackRoutes } from '../integrations/svelte/trackRoutes.ts';
