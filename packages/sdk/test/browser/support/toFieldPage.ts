import type { FieldPage } from './useFieldPages.ts';

/** The HTML of a page. `OPTIONS` stands for the tracker's options. */
export function toFieldPage({
  before = '',
  after = '',
  tag = 'onevault.min.js',
  options,
  start = 'tracker.enableAutoTracking();',
  body = '',
  doctype = '<!doctype html>',
}: Omit<FieldPage, 'path' | 'context'>): string {
  const make = `window.tracker = new OneVaultTracker({ ...OPTIONS, ...${JSON.stringify(options ?? {})} });`;
  return `${doctype}<html lang="en"><head><meta charset="utf-8"><title>Page</title>${before}<script src="/${tag}"></script>${after}<script>${make}${start}</script></head><body>${body}</body></html>`;
}
