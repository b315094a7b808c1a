import { expect, test } from 'vitest';
import { readDelivery } from './readDelivery.ts';

test('sends no e-mail and nothing to private networks by default', () => {
  expect(readDelivery({}, {})).toEqual({ webhooks: { allowPrivate: false } });
  expect(readDelivery({ 'private-webhooks': true }, { ONEVAULT_SMTP: '' })).toEqual({
    webhooks: { allowPrivate: true },
  });
});

test('takes the mail server from the flag, else from the environment', () => {
  const env = { ONEVAULT_SMTP: 'smtps://mail.example', ONEVAULT_SMTP_FROM: 'env@shop.example' };
  expect(readDelivery({}, env).smtp).toEqual({ url: 'smtps://mail.example', from: 'env@shop.example' });
  const flags = { smtp: 'smtp://us:p%40ss@other.example:2525' };
  expect(readDelivery(flags, {}).smtp).toEqual({ url: flags.smtp, from: 'onevault@other.example' });
  expect(readDelivery({ ...flags, 'smtp-from': 'a@shop.example' }, env).smtp?.from).toBe('a@shop.example');
});

test.each([
  [{ smtp: 'mail.example:25' }, /Failed to read --smtp: the url is not valid/],
  [{ smtp: 'https://us:hunter2@mail.example' }, /Failed to read --smtp: the url is not valid/],
  [{ smtp: 'smtp://us:hunter2#@mail.example' }, /Failed to read --smtp: the url is not valid/],
  [{ smtp: 'smtp://mail.example', 'smtp-from': 'us' }, /Failed to read --smtp-from: it is not an e-mail address/],
  [{ smtp: 'smtp://mail.example', 'smtp-from': 'a@b.example, c@d.example' }, /Failed to read --smtp-from/],
  [{ 'smtp-from': 'a@b.example' }, /Failed to read --smtp-from: there is no mail server/],
])('refuses %j, and repeats no password', (flags, message) => {
  expect(() => readDelivery(flags, {})).toThrow(message);
  expect(() => readDelivery(flags, {})).not.toThrow(/hunter2/);
});
