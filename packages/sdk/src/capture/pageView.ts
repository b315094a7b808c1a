import { cut } from '../browser/cut.ts';
import type { Draft, EventData } from '../events.ts';
import { toDraft } from './toDraft.ts';

export function pageView(extra?: EventData): Draft {
  const { title, referrer } = globalThis.document || {};
  return toDraft('page_view', { title: title && cut(`${title}`), referrer, ...extra });
}
