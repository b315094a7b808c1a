import { findWebKit, WEBKIT_HINT } from '../../../../scripts/findOtherBrowsers.mjs';
import { describeFieldCases } from './support/drive/describeFieldCases.ts';
import { launchWebKit } from './support/drive/launchWebKit.ts';

describeFieldCases({ engine: 'WebKit', path: findWebKit(), launch: launchWebKit, hint: WEBKIT_HINT });
