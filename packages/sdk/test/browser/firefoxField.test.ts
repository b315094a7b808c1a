import { FIREFOX_HINT, findFirefox } from '../../../../scripts/findOtherBrowsers.mjs';
import { describeFieldCases } from './support/drive/describeFieldCases.ts';
import { launchFirefox } from './support/drive/launchFirefox.ts';

describeFieldCases({ engine: 'Firefox', path: findFirefox(), launch: launchFirefox, hint: FIREFOX_HINT });
