import type { Page } from 'playwright-core';

export interface Clickable {
  kind: 'link' | 'button';
  /** What people read on it, at most 80 characters. */
  text: string;
  /** Of a link; empty for a button. */
  href: string;
  /** The same for the same thing: a link of the site's navigation is on every page, a button belongs to its page. */
  key: string;
  /** The value of the attribute `data-onevault-verify` with which it can be found. */
  mark: string;
}

/**
 * Lists the visible links and buttons of a page, and fills in the required fields of its forms, which a browser would
 * otherwise not submit.
 */
export function listClickables(page: Page): Promise<Clickable[]> {
  return page.evaluate(() => {
    const SELECTOR = 'a[href], button, [role="button"], input[type="submit"], input[type="button"], summary';
    const SAMPLES: Record<string, string> = {
      email: 'test@example.com',
      tel: '+15550100',
      url: 'https://example.com/',
      number: '1',
      date: '2030-01-02',
      time: '12:00',
      month: '2030-01',
      'datetime-local': '2030-01-02T12:00',
    };
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
      'input:required, textarea:required, select:required',
    )) {
      if (field.checkValidity() || field.type === 'file') continue;
      if (field instanceof HTMLSelectElement) field.selectedIndex = Math.max(field.selectedIndex, 1);
      else if (field.type === 'checkbox' || field.type === 'radio') field.checked = true;
      else field.value = SAMPLES[field.type] ?? 'Test';
      // Frameworks keep a value of their own.
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
    }
    const page = document.documentElement.dataset;
    const alike = new Map<string, number>();
    return [...document.querySelectorAll<HTMLElement>(SELECTOR)].flatMap((element): Clickable[] => {
      const isVisible = element.checkVisibility?.({ visibilityProperty: true }) ?? true;
      if (!isVisible || element.matches(':disabled')) return [];
      if (element.dataset.onevaultVerify === undefined) {
        page.onevaultMarks = String(Number(page.onevaultMarks ?? 0) + 1);
        element.dataset.onevaultVerify = page.onevaultMarks;
      }
      const mark = element.dataset.onevaultVerify;
      const href = element instanceof HTMLAnchorElement ? element.href : '';
      const name =
        element.getAttribute('aria-label') ?? (element.textContent || (element as HTMLInputElement).value || '');
      const text = name.replace(/\s+/g, ' ').trim().slice(0, 80);
      if (href !== '') return [{ kind: 'link', text, href, key: `link ${text} ${href}`, mark }];
      const place = `button ${text} ${location.pathname} ${element.id}`;
      const count = alike.get(place) ?? 0;
      alike.set(place, count + 1);
      return [{ kind: 'button', text, href, key: `${place} ${count}`, mark }];
    });
  });
}
