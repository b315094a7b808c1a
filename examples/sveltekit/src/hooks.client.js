/** SvelteKit runs this file in the browser, once, before the app. */
import { tracker } from '$lib/tracker.js';

tracker.enableAutoTracking();
