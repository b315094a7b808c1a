/** For SvelteKit 2.12 and newer. */

export { type ConsentStore, consentStore } from '../integrations/svelte/consentStore.ts';
export { type PageLike, trackRoutes } from '../integrations/svelte/trackRoutes.ts';
