import { expect, test } from 'vitest';
import { readFault } from './readFault.ts';

test.each([
  ['drop_after,nth=2+5', { fault: 'drop_after', nth: [2, 5] }],
  ['status,status=503,path=/api/v1/track', { fault: 'status', status: 503, path: '/api/v1/track' }],
  ['{"fault":"stall"}', { fault: 'stall' }],
])('reads the short form and JSON: %s', (text, fault) => {
  expect(readFault(text)).toEqual(fault);
});

test.each(['stall,first', '{'])('%s is refused with what to write instead', (text) => {
  expect(() => readFault(text)).toThrow(/^\[OneVault\] Failed to read --fault: [^\n]+\. Try [^\n]+\.$/);
});
