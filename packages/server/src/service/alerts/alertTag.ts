import type { TagDoc } from '../endpoint.ts';

/** The group of the endpoints of alerts in the documentation. */
export const ALERT_TAG: TagDoc = {
  name: 'Alerts',
  description: 'Rules that tell you what goes wrong. Needs a full key.',
};
