import { attempt } from '../browser/attempt.ts';
import { readText } from '../browser/readText.ts';
import type { Draft, EventData } from '../events.ts';
import { toDraft } from './toDraft.ts';

export function pageView(extra?: EventData): Draft {
  const read = (name: 'title' | 'referrer') => attempt(() => readText(document, name));
  return toDraft('page_view', { title: read('title'), referrer: read('referrer'), ...extra });
}
