import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createMockServer } from '@onevault/mock-server/testing';
import { chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/findChromium.mjs';

const sdk = fileURLToPath(import.meta.resolve('@onevault/tracker/onevault.min.js'));
const html = fileURLToPath(new URL('index.html', import.meta.url));
const server = await createMockServer({ files: { '/onevault.min.js': sdk, '/clinic': html } });
const browser = await chromium.launch({ executablePath: String(await findChromium()), chromiumSandbox: false });
after(() => Promise.all([browser.close(), server.close()]));

test('a plain page tracks its view and a booking', async () => {
  const page = await browser.newPage();
  await page.addInitScript(`window.onevaultConfig = ${JSON.stringify(server.trackerOptions)}`);
  await page.goto(`${server.url}/clinic`);
  await page.click('text=Book an appointment');

  await server.waitFor({ event_type: 'page_view', where: { title: 'Clinic' } });
  const [booked] = await server.waitFor({ event_type: 'appointment_booked' });
  assert.equal(booked?.event_data.value, 120);
});
