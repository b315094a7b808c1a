/**
 * What a test browser must not do: talk to its vendor in the background (a journey counts requests),
 * use a GPU that a server does not have, or ask first-run questions.
 */
const QUIET_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A headless browser calls itself one, and the server would mark it as a bot. A context's `userAgent`
 * is not enough: Chromium forgets it for keepalive requests that outlive their page.
 */
const VISITOR_FLAG =
  '--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** What every browser of a test is started with. */
export const BROWSER_FLAGS = [...QUIET_FLAGS, VISITOR_FLAG];
