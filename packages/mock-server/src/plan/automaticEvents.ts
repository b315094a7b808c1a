/** Events that the SDK makes by itself: a plan that does not name them has nothing against them. */
export const AUTOMATIC_EVENTS: ReadonlySet<string> = new Set([
  'page_view',
  'user_interaction',
  'form_submission',
  'contact_interaction',
  'content_engagement',
  'scroll_depth',
  'download',
  'web_vital',
  'js_error',
  'rage_click',
  'dead_click',
  'element_impression',
  'media',
]);

/** What the SDK adds to every event: no plan has to name it. */
export const CONTEXT_PROPERTIES: ReadonlySet<string> = new Set([
  'visitor_id',
  'session_id',
  'page_view_id',
  'timestamp',
  'sent_at',
  'tab_id',
  'seq',
  'user_id',
  'screen_resolution',
  'viewport_size',
  'timezone',
  'language',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
]);
