import { fileURLToPath } from 'node:url';
import { expect, test } from '@onevault/mock-server/playwright';

const shop = fileURLToPath(new URL('../script-tag/public', import.meta.url));
const sdk = fileURLToPath(import.meta.resolve('@onevault/tracker/onevault.min.js'));
test.use({ trackingOptions: { files: { '/shop': shop, '/shop/onevault.min.js': sdk } } });

test('ordering a tea is tracked, step by step', async ({ page, trackingServer, tracking }) => {
  await page.goto(`${trackingServer.url}/shop/`);
  await page.getByRole('link', { name: 'Assam' }).click();
  // A button is there before the deferred script that handles its click.
  await page.waitForURL('**/assam.html');
  await page.locator('#add-to-cart').click();
  await expect(tracking).toHaveTracked('add_to_cart', { item_id: 'tea-assam' });
  await page.getByRole('link', { name: 'your cart' }).click();
  await page.waitForURL('**/cart.html');
  await page.getByRole('button', { name: 'Place the order' }).click();
  await expect(tracking).toHaveTracked('transaction_step', { action: 'complete' });
  expect(await tracking.ledger()).toMatchObject({ lost: 0, rejected: 0 });
});

test('looking at a tea orders nothing', async ({ page, trackingServer, tracking }) => {
  await page.goto(`${trackingServer.url}/shop/assam.html`);
  await expect(tracking).toHaveTracked('page_view');
  await expect(tracking).not.toHaveTracked('transaction_step', undefined, { timeoutMs: 3000 });
});

test('an order survives a server that is down for a moment', async ({ page, trackingServer, tracking }) => {
  tracking.faults.add({ fault: 'status', status: 503, retry_after: 0, first: 1 });
  await page.goto(`${trackingServer.url}/shop/assam.html`);
  await page.locator('#add-to-cart').click();
  await tracking.expectTracked('add_to_cart', { item_id: 'tea-assam' });
});
