import { createTable } from '../browser/createTable.ts';
import { listen } from '../browser/listen.ts';
import { stopAll } from '../browser/stopAll.ts';
import type { EventData } from '../events.ts';
import { attribute } from './attribute.ts';
import type { AutoTracker, AutoTrackingOptions } from './feature.ts';
import { ownElement } from './ownElement.ts';
import { toProps } from './toProps.ts';

/**
 * Tracks started, submitted and abandoned forms, with the time to fill and the form's id, action and method. Never
 * names or values of its fields, except of fields that are allowed by name.
 */
export function startForms(tracker: AutoTracker, options: AutoTrackingOptions): () => void {
  const { formFields = [] } = options;
  const begun = createTable<Element, number>();
  const stops = createTable<Node, () => void>();

  const interact = (form: Element, action: string): void => {
    tracker.trackEvent('user_interaction', { element_type: 'form', element_id: toId(form), action, ...toTime(form) });
  };
  const toTime = (form: Element): EventData => {
    const startMs = begun._get(form);
    return { time_to_fill: startMs && Math.round((Date.now() - startMs) / 100) / 10 };
  };
  const abandon = (): void => {
    for (const [form] of begun._rows()) {
      interact(form, 'abandon');
      begun._delete(form);
    }
    // Forms that the page has removed are not kept.
    for (const [root, stop] of stops._rows()) {
      if (root.isConnected) continue;
      stops._delete(root);
      stop();
    }
  };

  const submit = ({ target }: Event): void => {
    const form = target as HTMLFormElement;
    if (isIgnored(form)) return;
    const fields: EventData = {};
    // Like `URL`, but accepts any text.
    const link = document.createElement('a');
    link.href = attribute(form, 'action');
    // FormData reads fields of any name, and only submitted ones, so no disabled ones.
    if (formFields[0])
      new FormData(form).forEach((value, name) => {
        if (formFields.includes(name) && typeof value === 'string') fields[name] = value;
      });
    tracker.trackEvent(attribute(form, 'data-ov-event') || 'form_submission', {
      form_id: toId(form),
      form_data: {
        // Attributes, since a field named `id`, `action` or `method` hides the form's property.
        action: link.href,
        method: attribute(form, 'method').toLowerCase() || 'get',
        ...fields,
      },
      ...toTime(form),
      ...toProps(form),
    });
    begun._delete(form);
  };
  const watch = (root: Node): void => {
    if (!stops._get(root)) stops._set(root, listen(root, 'submit', submit));
  };
  const touch = (event: Event): void => {
    const field = event.composedPath()[0] as HTMLInputElement;
    // Submits do not leave a shadow root: listen to it once the visitor is in it.
    watch(field.getRootNode());
    const { form } = field;
    if (event.type !== 'input' || !form || begun._get(form) || isIgnored(form)) return;
    interact(form, 'start');
    begun._set(form, Date.now());
  };
  if (options.forms === false) return () => {};
  watch(document);
  const others = [
    listen(document, 'input focusin click', touch),
    listen(window, 'pagehide', abandon),
    tracker._onPageBegin(abandon),
  ];
  return () => stopAll([...stops._rows().map(([, stop]) => stop), ...others])();
}

function toId(form: Element): string {
  return attribute(form, 'id') || attribute(form, 'name');
}

function isIgnored(element: Element | undefined): boolean {
  // The prototype's method, since a field named `closest` hides the form's.
  for (let node = element; node; node = (ownElement.getRootNode.call(node) as ShadowRoot).host) {
    if (ownElement.closest.call(node, '[data-ov-ignore]')) return true;
  }
  return false;
}
