/** Plausible with all that it tracks by itself. */
import { init, track } from '@plausible-analytics/tracker';
import { page } from './page.mjs';

init({
  domain: 'bench',
  endpoint: page.sink,
  captureOnLocalhost: true,
  outboundLinks: true,
  fileDownloads: true,
  formSubmissions: true,
});
page.track = (name, data) => track(name, { props: /** @type {Record<string, string>} */ (data) });
