import { expect, test } from 'vitest';
import { toMail } from './toMail.ts';

const write = (type: string, kind: string) => {
  const data = { customer_id: 'shop', rule_name: 'Hurray', kind, message: 'Conversions of "Signup": 1 (limit 1)' };
  return toMail(JSON.stringify({ type, timestamp: '2026-11-30T10:00:00Z', data }), () => Promise.reject(new Error()));
};

test.each([
  ['alert.firing', 'lag', '[OneVault] Firing: Hurray'],
  ['alert.resolved', 'lag', '[OneVault] Resolved: Hurray'],
  ['alert.firing', 'goal', '[OneVault] Goal reached: Hurray'],
  ['alert.resolved', 'goal', '[OneVault] Goal not reached any more: Hurray'],
])('the subject of %s of the kind %s says what has happened', async (type, kind, subject) => {
  const mail = await write(type, kind);
  expect(mail.subject).toBe(subject);
  expect(mail.text).toContain('Conversions of "Signup": 1 (limit 1)');
});
