import type { BrowserContext } from '../../../../../scripts/connectBrowser.ts';

/** Opens closed shadow roots, so that a test, and axe, can see what a visitor sees. */
export async function openShadowRoots(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
      return attach.call(this, { ...options, mode: 'open' });
    };
  });
}
