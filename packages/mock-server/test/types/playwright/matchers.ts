import { expect, test } from '@onevault/mock-server/playwright';

test('the matchers have types', async ({ tracking }) => {
  await expect(tracking).toHaveTracked('signup', { plan: 'pro', at: expect.any(String) }, { timeoutMs: 3000 });
  await expect(tracking).not.toHaveTracked('signup');
  await expect(tracking).toHaveTrackedTimes('signup', 1);
  await expect(tracking).toHaveTrackedInOrder(['page_view', ['signup', { plan: 'pro' }]]);
  await expect(tracking).toHaveNoRejectedEvents();
  await expect(tracking).toHaveFunnel(['page_view', 'signup'], [2, 1]);
  // @ts-expect-error: a type is a text.
  await expect(tracking).toHaveTracked(5);
  // @ts-expect-error: the number is missing.
  await expect(tracking).toHaveTrackedTimes('signup');
  // @ts-expect-error: there is no such option.
  await expect(tracking).toHaveTracked('signup', {}, { timeout: 3000 });
  // @ts-expect-error: there is no such matcher.
  await expect(tracking).toHaveSent('signup');
});
