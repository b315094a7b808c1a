import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, startLab } from './support/startLab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab?.close());

test('the script tag’s global is the class itself, and its events reach the business layer', async () => {
  const visit = await lab.visit();
  const page = await visit.open();
  const answers = await page.evaluate(() => window.trackMany('a', 3));
  await visit.arrived(3);
  expect(answers).toEqual(Array(3).fill(expect.objectContaining({ success: true, processing_status: 'complete' })));
  expect(await page.evaluate(() => typeof window.OneVaultTracker)).toBe('function');
  expect(await visit.stats(page)).toMatchObject({ tracked: 3, delivered: 3, queued: 0, duplicates: 0 });
  await visit.close();
});
