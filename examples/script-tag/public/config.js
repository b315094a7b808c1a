/**
 * The server, customer and key of the shop, in one place for all pages.
 * A key in a page is public. A real shop uses a write key, which can post events and read nothing.
 */
window.onevaultConfig = {
  // The reference server serves the shop below /shop/. From any other web server the events go to
  // the reference server's default address.
  apiBaseUrl: location.pathname.startsWith('/shop/') ? location.origin : 'http://localhost:8000',
  customerId: 'demo',
  apiToken: 'ovt_demo',
};
