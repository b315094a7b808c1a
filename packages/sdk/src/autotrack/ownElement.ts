/**
 * An element of our own: its methods are the browser's, even if the page has taken the names `Element` and `Node`, and
 * even for a form with a field of a method's name.
 */
export const ownElement = globalThis.document?.createElement('i');
