import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { handlers } from '@onevault/mock-server/msw';
import { OneVaultTracker } from '@onevault/tracker';
import { setupServer } from 'msw/node';
import { trackSignUps } from './signUp.js';

const tracking = handlers({ apiBaseUrl: 'https://track.example' });
const msw = setupServer(...tracking);
beforeAll(() => msw.listen());
afterAll(() => msw.close());

test('sending the form signs up', async () => {
  document.body.innerHTML = '<form><input name="plan" value="pro" /><button>Sign up</button></form>';
  trackSignUps(document.querySelector('form'), new OneVaultTracker(tracking.trackerOptions));
  document.querySelector('button').click();
  await tracking.waitFor({ event_type: 'signup', where: { plan: 'pro' } });
  await expect(tracking).toHaveTrackedTimes('signup', 1);
});
