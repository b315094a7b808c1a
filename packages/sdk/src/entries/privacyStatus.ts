/** `<ov-privacy-status>`, for the page that tells visitors about privacy. */
export { definePrivacyStatus } from '../privacyStatus/definePrivacyStatus.ts';
