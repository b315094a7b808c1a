import type { TagDoc } from '../endpoint.ts';

/** The group of the endpoints of saved things in the documentation. */
export const SAVED_TAG: TagDoc = {
  name: 'Saved',
  description: 'Segments, goals, funnels, annotations and rules for internal traffic. Needs a full key.',
};
