/** An event that the tracker knows by name. `site/test/events.test.ts` compares its fields with what a page sends. */
export interface CatalogueEvent {
  type: string;
  when: string;
  /** How to get it: by itself, by a method, by an extra that is named, or in markup. */
  by: string;
  fields: Record<string, string>;
}

/** On every event of the tracker. */
export const CONTEXT_FIELDS: Record<string, string> = {
  visitor_id: 'The browser: `visitor_…`. Yours wins.',
  session_id: 'The session: `sess_…`, shared by all tabs. Yours wins.',
  page_view_id: 'The page view that the event belongs to.',
  timestamp: 'When it happened, by the visitor’s clock: ISO 8601, UTC. Yours wins.',
  tab_id: 'The page load: `tab_…`. Yours does not count.',
  seq: 'The number of the event in its page load, from 0, without a gap. Yours does not count.',
  sent_at: 'When it was sent, by the visitor’s clock. Yours does not count.',
  automated: '`true` if a program drives the browser (`navigator.webdriver`); else it is missing.',
  environment: '`production`, `staging` or `test`, if the option `environment` says so; else it is missing.',
  user_id: 'After `identify`, until `reset`.',
  group_id: 'After `group`, until `reset`.',
};

const CLICK_FIELDS: Record<string, string> = {
  element_type: '`button` or `link`.',
  element_id: 'The `id` of the element, else the address of the link, else the class.',
  action: '`click`.',
  element_class: 'The class, if there is one.',
  text: 'The text of the element, at most 100 characters; empty where it is masked.',
  href: 'Of a link: its address, without secrets.',
  link_target: 'Of a link: its `target`.',
  outbound: '`true` if the link leads to another host; else it is missing.',
  selector: 'A CSS selector of the element.',
  x: 'Pixels from the left edge of the page.',
  y: 'Pixels from the top edge of the page.',
  item_id: 'Inside `data-item`: the item.',
};
const ELEMENT_FIELDS: Record<string, string> = {
  element_id: 'The `id`, if there is one.',
  element_class: 'The class, if there is one.',
  element_type: 'The name of the element, such as `div`.',
  text: 'Its text, at most 100 characters; empty where it is masked.',
  selector: 'A CSS selector of the element.',
};
const POSITION = { x: 'Pixels from the left edge of the page.', y: 'Pixels from the top edge of the page.' };
const SELF = 'by itself, with auto-tracking';

export const EVENT_CATALOGUE: CatalogueEvent[] = [
  {
    type: 'page_view',
    when: 'A page is loaded and visible, its route changes, or it comes back from the back/forward cache.',
    by: `${SELF}, or \`trackPageView(extra)\``,
    fields: {
      title: 'The title of the page, at most 1,000 characters.',
      referrer: 'Where the visitor came from; after a change of route the page before.',
      load_type: '`navigate`, `reload`, `back_forward`, `push`, `replace`, `traverse` or `bfcache`.',
      previous_path: 'After a change of route: the path before.',
      route: 'The pattern of the route, such as `/blog/[slug]`, where a framework or `route` gives it.',
      tracker_version: 'The version of the tracker.',
      screen_resolution: 'Such as `1920x1080`.',
      viewport_size: 'The size of the window’s content, such as `1280x720`.',
      language: 'The language of the browser, such as `en-GB`.',
      timezone: 'Such as `Europe/Berlin`.',
      connection: 'Such as `4g`, where the browser tells (Chromium).',
      platform: 'Such as `Windows`, where the browser tells (Chromium).',
      is_mobile: '`true` on a phone, where the browser tells (Chromium).',
      first_touch: 'The first campaign of the visitor: `utm_*` and click ids.',
      last_touch: 'The latest campaign of the visitor.',
    },
  },
  {
    type: 'user_interaction',
    when: 'A click on a button or a link, or a form that is begun (`action` is `start`) or left (`abandon`).',
    by: `${SELF}, or \`trackInteraction(elementType, elementId, action, extra)\``,
    fields: { ...CLICK_FIELDS, time_to_fill: 'Of an abandoned form: seconds since it was begun.' },
  },
  {
    type: 'form_submission',
    when: 'A form is sent. Never with what was typed, except fields that `formFields` names.',
    by: `${SELF}, or \`trackFormSubmission(formId, formData)\``,
    fields: {
      form_id: 'The `id` of the form, else its name.',
      form_data: '`action` and `method` as they are sent, and the allowed fields.',
      time_to_fill: 'Seconds from the first input to the submission.',
    },
  },
  {
    type: 'download',
    when: 'A click on a link to a file, or on one with `download`.',
    by: SELF,
    fields: { ...CLICK_FIELDS, file_name: 'The name of the file.', file_extension: 'Such as `pdf`.' },
  },
  {
    type: 'contact_interaction',
    when: 'A click on `tel:`, `sms:` (`action` is `phone_click`) or `mailto:` (`email_click`).',
    by: SELF,
    fields: { ...CLICK_FIELDS, action: '`phone_click` or `email_click`.' },
  },
  {
    type: 'item_interaction',
    when: 'A click inside an element with `data-item`.',
    by: 'markup: `data-item="tea-1"`, `data-action="save"`',
    fields: { ...CLICK_FIELDS, action: 'The nearest `data-action`, else `click`.' },
  },
  {
    type: 'scroll_depth',
    when: 'Scrolling reaches another quarter of the page.',
    by: SELF,
    fields: { scroll_depth: 'Percent of the page that the visitor has seen: 0 to 100.' },
  },
  {
    type: 'content_engagement',
    when: 'The page is hidden or left, its route changes, and after 15 s, 30 s, 60 s and so on.',
    by: SELF,
    fields: {
      time_on_page: 'Seconds in focus and visible since the last such event: they add up.',
      scroll_depth: 'Percent of the page that the visitor has seen.',
    },
  },
  {
    type: 'transaction_step',
    when: 'A step of an order. With `action` `complete`, `value` and `currency` it is revenue.',
    by: '`trackTransactionStep(step, action, data)`',
    fields: { step: 'Your name of the step.', action: '`start`, `progress`, `complete` or `abandon`.' },
  },
  {
    type: 'identify',
    when: 'The visitor has signed in.',
    by: '`identify(userId, traits)`',
    fields: { traits: 'As given.' },
  },
  {
    type: 'group',
    when: 'The visitor belongs to a company or team.',
    by: '`group(groupId, traits)`',
    fields: { traits: 'As given.' },
  },
  {
    type: 'alias',
    when: 'Two ids are one person. The server erases them together.',
    by: '`alias(userId, previousId)`',
    fields: { previous_id: 'The other id. Default: the user, else the visitor.' },
  },
  {
    type: 'web_vital',
    when: 'A measure of the page’s speed is known.',
    by: 'the extra `webVitals()`',
    fields: {
      name: '`LCP`, `INP`, `CLS`, `FCP` or `TTFB`.',
      value: 'Milliseconds; of `CLS` a score.',
      delta: 'The change since the last report of this measure.',
      rating: '`good`, `needs-improvement` or `poor`.',
      metric_id: 'The same for all reports of one measure on one page.',
      navigation_type: 'How the page was opened.',
    },
  },
  {
    type: 'js_error',
    when: 'An error, or a rejection, that nobody has caught.',
    by: 'the extra `errors()`',
    fields: {
      kind: '`error` or `rejection`.',
      name: 'Such as `TypeError`.',
      message: 'At most 500 characters, without secrets.',
      source: 'The script.',
      line: 'The line.',
      column: 'The column.',
      stack: 'At most 2,000 characters, without secrets.',
    },
  },
  {
    type: 'rage_click',
    when: 'Three clicks on one spot within a second.',
    by: 'the extra `rageClicks()`',
    fields: { ...ELEMENT_FIELDS, clicks: 'How many.', ...POSITION },
  },
  {
    type: 'dead_click',
    when: 'A click on a button after which nothing happens for two seconds.',
    by: 'the extra `deadClicks()`',
    fields: { ...ELEMENT_FIELDS, ...POSITION },
  },
  {
    type: 'element_impression',
    when: 'An element with `data-ov-impression` was half visible for a second. Once each.',
    by: 'the extra `impressions()`',
    fields: { ...ELEMENT_FIELDS, impression: 'The value of `data-ov-impression`.' },
  },
  {
    type: 'media',
    when: 'A `<video>` or `<audio>` is played, paused, has reached a quarter, or has ended.',
    by: 'the extra `media()`',
    fields: {
      action: '`play`, `pause`, `progress` or `complete`.',
      element_id: 'The `id`, if there is one.',
      media_type: '`video` or `audio`.',
      src: 'The address, if it is valid outside of the page.',
      title: 'The `title` or `aria-label`.',
      position: 'Seconds from the start.',
      duration: 'Seconds in all, if they are known.',
      percent: 'How much was played.',
      muted: 'Whether it has no sound.',
    },
  },
  {
    type: 'search',
    when: 'The address has a search term.',
    by: 'the extra `search()`',
    fields: {
      search_term: 'The term; `[masked]` if it looks like a secret.',
      parameter: 'The parameter of the address.',
    },
  },
  {
    type: 'copy',
    when: 'Text is copied. Never the text itself.',
    by: 'the extra `copy()`',
    fields: { ...ELEMENT_FIELDS, text: 'Always missing.', length: 'How many characters.' },
  },
  {
    type: 'print',
    when: 'The page is printed.',
    by: 'the extra `print()`',
    fields: { title: 'The title of the page.' },
  },
];
