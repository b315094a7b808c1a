/** Extra features of auto-tracking: import them and pass them in `features`. */
export type { AutoTracker, AutoTrackingOptions, Feature } from '../autotrack/feature.ts';
export { copy } from '../features/copy.ts';
export { type CrossDomainOptions, crossDomain } from '../features/crossDomain.ts';
export { deadClicks } from '../features/deadClicks.ts';
export { type ErrorsOptions, errors } from '../features/errors.ts';
export { type ImpressionsOptions, impressions } from '../features/impressions.ts';
export { media } from '../features/media.ts';
export { print } from '../features/print.ts';
export { rageClicks } from '../features/rageClicks.ts';
export { type SearchOptions, search } from '../features/search.ts';
export { webVitals } from '../features/webVitals.ts';
