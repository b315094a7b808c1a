/** By what events are grouped. */
export interface Grouping {
  /** The key of an event `e`. */
  key: string;
  /** The key needs the session `s`. */
  needsSession?: boolean;
  /**
   * For a key that all events of most sessions share: the key of a session `s`, and the condition under which its events
   * share it.
   */
  ofSession?: { key: string; condition?: string };
  /** The key is the page or the type of an event: hits of packed sessions have it. */
  ofHit?: 'page_key' | 'type_key';
  /** What else a statement takes from each session `s` into `visits`; `hits` says that it needs those. */
  visits?: { columns: readonly string[]; hits: boolean };
  /** Makes several rows of an event: then the key is not the event's alone. */
  join?: string;
}
