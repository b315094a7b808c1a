/**
 * Snowplow with page views, activity, link clicks and forms, which are the nearest to ours. `keepalive` is what its
 * documentation has for pages that are closed; page views of routes are the application's to track.
 */
import { enableFormTracking, FormTrackingPlugin } from '@snowplow/browser-plugin-form-tracking';
import { enableLinkClickTracking, LinkClickTrackingPlugin } from '@snowplow/browser-plugin-link-click-tracking';
import { enableActivityTracking, newTracker, trackPageView, trackSelfDescribingEvent } from '@snowplow/browser-tracker';
import { page } from './page.mjs';

newTracker('bench', page.sink, {
  appId: 'bench',
  keepalive: true,
  plugins: [LinkClickTrackingPlugin(), FormTrackingPlugin()],
});
enableActivityTracking({ minimumVisitLength: 15, heartbeatDelay: 15 });
enableLinkClickTracking();
enableFormTracking();
trackPageView();
page.track = (name, data) =>
  trackSelfDescribingEvent({ event: { schema: `iglu:bench/${name}/jsonschema/1-0-0`, data: { ...data } } });
page.onRoute = () => trackPageView();
