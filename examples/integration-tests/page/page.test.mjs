import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createMockServer } from '@onevault/mock-server/testing';
import { Browser } from 'happy-dom';

const sdk = fileURLToPath(import.meta.resolve('@onevault/tracker/onevault.min.js'));
const page = fileURLToPath(new URL('index.html', import.meta.url));
const server = await createMockServer({ files: { '/onevault.min.js': sdk, '/clinic': page } });
const browser = new Browser({
  settings: { enableJavaScriptEvaluation: true, suppressInsecureJavaScriptEnvironmentWarning: true },
});
after(async () => {
  await browser.close();
  await server.close();
});

test('a plain page tracks its view and a booking', async () => {
  const tab = browser.newPage();
  tab.mainFrame.window.onevaultConfig = server.trackerOptions;
  await tab.goto(`${server.url}/clinic`);
  await tab.waitUntilComplete();
  tab.mainFrame.document.getElementById('book').click();

  await server.waitFor({ event_type: 'page_view', where: { title: 'Clinic' } });
  const [booked] = await server.waitFor({ event_type: 'appointment_booked' });
  assert.equal(booked?.event_data.value, 120);
});
