import { FIREFOX_HINT, findFirefox } from '../../../../scripts/findOtherBrowsers.mjs';
import { describeBrowser } from './support/drive/describeBrowser.ts';
import { launchFirefox } from './support/drive/launchFirefox.ts';

describeBrowser({ engine: 'Firefox', path: findFirefox(), launch: launchFirefox, hint: FIREFOX_HINT });
