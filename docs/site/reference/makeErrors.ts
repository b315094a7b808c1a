import type { Page } from '../Page.ts';
import { ERROR_MEANINGS } from './errorMeanings.ts';

/** A heading for each code, so that an answer of the server can be looked up and linked. */
export function makeErrors(): Page {
  const sections = Object.entries(ERROR_MEANINGS)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, { status, meaning, instead }]) => `## ${code}\n\n**${status}**. ${meaning}\n\n${instead}`);
  return {
    path: 'reference/errors',
    title: 'Error codes',
    description: 'Every error_code of the server: what it means, and what to do.',
    madeFrom: ['packages/contract/src/errorCode.ts', 'docs/site/reference/errorMeanings.ts'],
    text: [
      '# Error codes',
      'Every answer of 400 and above is `{success: false, detail, error_code, message}`. The `error_code` never changes its meaning; `message` and `detail` are for people. `X-Request-Id` of the answer is in the server’s log too.',
      'What the tracker does by itself with each status, and which events it keeps: [What delivery promises](../../packages/sdk/README.md#what-delivery-promises). By what you see instead of a code: [Troubleshooting](../troubleshooting.md).',
      ...sections,
    ].join('\n\n'),
  };
}
