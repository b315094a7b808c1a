import { createTracking } from '@onevault/tracker/vue';
import { createApp } from 'vue';
import App from './App.vue';
import { router } from './router.js';

/** A key in a page is public, so a real app uses a write key here: it can post events and read nothing. */
const tracking = createTracking({
  router,
  apiBaseUrl: import.meta.env.VITE_ONEVAULT_URL ?? 'http://localhost:8000',
  customerId: import.meta.env.VITE_ONEVAULT_CUSTOMER ?? 'demo',
  apiToken: import.meta.env.VITE_ONEVAULT_TOKEN ?? 'ovt_demo',
});

createApp(App).use(router).use(tracking).mount('#app');
