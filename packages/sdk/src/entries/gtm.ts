/** Chosen events of the data layer of Google Tag Manager. */
export { type DataLayerOptions, startDataLayer } from '../integrations/gtm/startDataLayer.ts';
