import { attempt } from '../browser/attempt.ts';
import { cut } from '../browser/cut.ts';
import { readText } from '../browser/readText.ts';
import type { Draft, EventData } from '../events.ts';
import { toDraft } from './toDraft.ts';

export function pageView(extra?: EventData): Draft {
  const read = (name: 'title' | 'referrer') => attempt(() => readText(document, name));
  const title = read('title');
  return toDraft('page_view', { title: title && cut(title), referrer: read('referrer'), ...extra });
}
