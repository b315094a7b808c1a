/** OpenPanel as its script tag starts it: screen views, outgoing links, attributes. */
import { OpenPanel } from '@openpanel/web';
import { page } from './page.mjs';

const panel = new OpenPanel({
  clientId: 'bench',
  apiUrl: page.sink,
  trackScreenViews: true,
  trackOutgoingLinks: true,
  trackAttributes: true,
});
page.track = (name, data) => panel.track(name, data);
