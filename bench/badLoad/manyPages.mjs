import { readOption } from '../shared/readOption.mjs';
import { loadBatches } from './loadBatches.mjs';
import { startServerUnderTest } from './startServerUnderTest.mjs';

/** Every event on a different page (`--pages 2000000`). */
export async function manyPages() {
  const pages = readOption('pages', 50_000);
  const setup = await startServerUnderTest();
  const { first, last } = await loadBatches(setup.server.url, pages, (event, n) => ({
    ...event,
    page_url: `https://shop.example/p/${n}`,
  }));
  const memory = setup.residentMiB();
  const startedAt = performance.now();
  await setup.client.get('/api/v1/track/dashboard?limit=20');
  const dashboardMs = performance.now() - startedAt;
  await setup.stop();
  return [
    { what: `${pages.toLocaleString('en')} pages, first tenth`, value: first, unit: 'events/s' },
    { what: 'last tenth', value: last, unit: 'events/s' },
    { what: 'last to first', value: last / first, unit: 'times', wanted: '≥ 0.5' },
    { what: 'dashboard after', value: dashboardMs, unit: 'ms' },
    { what: 'memory of the server', value: memory, unit: 'MiB', wanted: '< 250' },
  ];
}
