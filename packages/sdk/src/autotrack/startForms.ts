import { createTable } from '../browser/createTable.ts';
import { listen } from '../browser/listen.ts';
import { patchMethod } from '../browser/patchMethod.ts';
import { stopAll } from '../browser/stopAll.ts';
import { toList } from '../browser/toList.ts';
import { toUrl } from '../browser/toUrl.ts';
import type { EventData } from '../events.ts';
import { attribute } from './attribute.ts';
import type { AutoTracker, AutoTrackingOptions } from './feature.ts';
import { type Control, findClicked, isOwnEvent, toForm } from './findClicked.ts';
import { isMatch } from './isMatch.ts';
import { ownElement } from './ownElement.ts';
import { toProps } from './toProps.ts';

/**
 * Tracks started, submitted and abandoned forms, with the time to fill and the form's id, action and method. Never
 * names or values of its fields, except of fields that are allowed by name.
 */
export function startForms(tracker: AutoTracker, options: AutoTrackingOptions): () => void {
  const formFields = toList(options.formFields);
  const begun = createTable<Element, number>();
  const stops = createTable<Node, () => void>();
  /**
   * The form whose submission is tracked: another one that a script causes, such as with a token that it has waited for,
   * is the same. Also a form whose button declares the event.
   */
  let told: unknown;

  const interact = (form: Element, action: string): void => {
    tracker.trackEvent('user_interaction', { element_type: 'form', element_id: toId(form), action, ...toTime(form) });
  };
  const toTime = (form: Element): EventData => {
    const startMs = begun._get(form);
    return { time_to_fill: startMs && Math.round((Date.now() - startMs) / 100) / 10 };
  };
  /** Forms are abandoned when the page is left, or when the page has removed them: they are not kept. */
  const abandon = (isLeft: boolean): void => {
    for (const [form] of begun._rows()) {
      if (form.isConnected && !isLeft) continue;
      interact(form, 'abandon');
      begun._delete(form);
    }
    for (const [root, stop] of stops._rows()) {
      if (root.isConnected) continue;
      stops._delete(root);
      stop();
    }
  };

  const submit = (form: HTMLFormElement, submitter?: Element | null): void => {
    if (isIgnored(form)) return;
    if (told !== form) track(form, submitter);
    told = form;
    begun._delete(form);
  };
  const track = (form: HTMLFormElement, submitter?: Element | null): void => {
    const fields: EventData = {};
    // Attributes, since a field named `id`, `action` or `method` hides the form's property.
    const toSent = (name: string): string =>
      submitter && isMatch(submitter, `[form${name}]`) ? attribute(submitter, `form${name}`) : attribute(form, name);
    // Without an action a form is sent to the document's address, not to that of `<base>`.
    const { href } = toUrl(toSent('action') || location.href.replace(/#.*/, ''));
    // FormData reads fields of any name, and only submitted ones, so no disabled ones.
    if (formFields[0])
      new FormData(form).forEach((value, name) => {
        if (formFields.includes(name) && typeof value === 'string') fields[name] = value;
      });
    tracker.trackEvent(attribute(form, 'data-ov-event') || 'form_submission', {
      form_id: toId(form),
      form_data: {
        action: href,
        method: /^(post|dialog)$/.exec(toSent('method').toLowerCase())?.[0] || 'get',
        ...fields,
      },
      ...toTime(form),
      ...toProps(form),
    });
  };
  const watch = (root: Node): void => {
    if (stops._get(root)) return;
    abandon(false);
    stops._set(
      root,
      listen<SubmitEvent>(root, 'submit', ({ target, submitter }) => submit(target as HTMLFormElement, submitter)),
    );
  };
  const touch = (event: Event): void => {
    const { type, isTrusted, detail } = event as UIEvent;
    const path = event.composedPath() as [Control];
    const [field] = path;
    // Submits do not leave a shadow root: listen to it once the visitor is in it.
    watch(field.getRootNode());
    // Not by a focus or `click()` of a script: then it is the visitor, or a test's robot, who submits the form again.
    const isVisitor = type !== 'focusin' && (isTrusted || detail || type === 'input');
    if (isVisitor && path.some(({ form }) => form === told)) told = undefined;
    const clicked = type === 'click' && findClicked(path);
    const submitted = clicked && toForm(clicked);
    if (submitted && isOwnEvent(clicked, submitted)) told = submitted;
    const { form } = field as HTMLInputElement;
    if (type !== 'input' || !form || begun._get(form) || isIgnored(form)) return;
    abandon(false);
    interact(form, 'start');
    begun._set(form, Date.now());
  };
  if (options.forms === false) return () => {};
  watch(document);
  const others = [
    listen(document, 'input focusin click keydown', touch),
    listen(window, 'pagehide', () => abandon(true)),
    tracker._onPageBegin(() => abandon(true)),
    // A script's `submit()` has no event. Nothing is sent by a form that is not in the page.
    patchMethod<HTMLFormElement>(
      Reflect.getPrototypeOf(document.createElement('form')) as object,
      'submit',
      (form) => form.isConnected && submit(form),
    ),
  ];
  return stopAll([
    () => {
      for (const [, stop] of stops._rows()) stop();
    },
    ...others,
  ]);
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
