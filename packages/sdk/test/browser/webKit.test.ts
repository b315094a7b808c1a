import { findWebKit, WEBKIT_HINT } from '../../../../scripts/findOtherBrowsers.mjs';
import { describeBrowser } from './support/drive/describeBrowser.ts';
import { launchWebKit } from './support/drive/launchWebKit.ts';

describeBrowser({ engine: 'WebKit', path: findWebKit(), launch: launchWebKit, hint: WEBKIT_HINT });
