/** The script tag of `<ov-privacy-status>`: it defines the element. */
import { definePrivacyStatus } from '../privacyStatus/definePrivacyStatus.ts';

definePrivacyStatus();
