/**
 * A key in a page is public, so a real app uses a write key here: it can post events and read nothing. The environment sets
 * another one, as `NUXT_PUBLIC_ONEVAULT_API_TOKEN`.
 */
const tracking = { apiBaseUrl: 'http://localhost:8000', customerId: 'demo', apiToken: 'ovt_demo' };

export default defineNuxtConfig({
  compatibilityDate: '2025-07-15',
  modules: [['@onevault/tracker/nuxt', tracking]],
  // No page has data. Nuxt 4.3 would keep that of the first page under a name that the newest unstorage refuses.
  experimental: { payloadExtraction: false },
  // Static files, for any host; with another preset nothing about the tracking changes.
  nitro: {
    preset: 'static',
    output: { publicDir: 'dist' },
    // Nothing links to it: a form leads there.
    prerender: { routes: ['/', '/books/tides', '/books/lamps', '/join', '/welcome'], crawlLinks: false },
  },
});
