/** Longer ids are not ours; the server takes 128 characters. */
const FORM = /^(visitor|sess|session)_[\w-]{1,64}$/;

/** Whether a stored or given value is the id of a visitor (`visitor_…`) or a session (`sess_…`, `session_…`). */
export function isId(id: unknown, kind: 'visitor' | 'sess'): id is string {
  return typeof id === 'string' && FORM.test(id) && id.startsWith(kind);
}
