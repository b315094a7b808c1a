import { attempt } from '../browser/attempt.ts';
import { cut } from '../browser/cut.ts';
import { readText } from '../browser/readText.ts';
import type { Draft, EventData } from '../events.ts';
import { readMoment, readTitle } from './moment.ts';
import { toDraft } from './toDraft.ts';

export function pageView(extra?: EventData): Draft {
  const title = attempt(() => readTitle(readMoment()));
  const referrer = attempt(() => readText(document, 'referrer'));
  return toDraft('page_view', { title: title && cut(title), referrer, ...extra });
}
