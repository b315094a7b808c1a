import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMockServer, toSnapshot } from '@onevault/mock-server/testing';
import { OneVaultTracker } from '@onevault/tracker';
import { trackSignUps } from './signUp.js';

let server;
beforeAll(async () => {
  server = await createMockServer();
});
afterAll(() => server.close());

test('sending the form signs up', async () => {
  document.body.innerHTML = '<form><input name="plan" value="pro" /><button>Sign up</button></form>';
  trackSignUps(document.querySelector('form'), new OneVaultTracker(server.trackerOptions));
  document.querySelector('button').click();
  await server.waitFor({ event_type: 'signup', where: { plan: 'pro' } });
  await expect(server).toHaveTrackedTimes('signup', 1);
  expect(toSnapshot(await server.events())).toMatchSnapshot();
});
